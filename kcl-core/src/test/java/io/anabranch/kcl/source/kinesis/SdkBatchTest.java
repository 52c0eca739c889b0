package io.anabranch.kcl.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.Record;

final class SdkBatchTest {
    @Test
    void payloadIsTheSdksOwnBytes() {
        SdkBatch batch = SdkBatch.of(ScriptedKinesis.records(5, 1, 2, 3));
        assertThat(batch.get(1).data()).isEqualTo(java.nio.ByteBuffer.wrap(new byte[] {2})).matches(data -> data.isReadOnly());
        assertThat(batch.get(1).bytes()).containsExactly(2);
        assertThat(batch.get(1).partitionKey()).contains("k2");
        assertThat(batch.get(1).sequenceNumber()).hasToString("2");
        assertThat(batch.get(1).arrival()).isEqualTo(Instant.ofEpochMilli(2));
        assertThat(batch.sizeBytes()).isEqualTo(9);
        assertThat(batch.millisBehindLatest()).isEqualTo(5);
    }

    @Test
    void aSliceIsAPart() {
        SdkBatch batch = SdkBatch.of(ScriptedKinesis.records(5, 1, 2, 3));
        assertThat(batch.slice(1, 3).toList()).extracting(record -> record.arrivalMillis()).containsExactly(2L, 3L);
        assertThat(batch.from(2).sizeBytes()).isEqualTo(3);
        assertThatThrownBy(() -> batch.slice(2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void keysMayBeAbsentAndAreMeasuredInBytes() {
        assertThat(new SdkRecord(Record.builder().build()).partitionKey()).isEmpty();
        for (String text : new String[] {"", "abc", "äöü", "€uro", "a\uD83D\uDE00b"}) {
            assertThat(SdkBatch.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
    }
}
