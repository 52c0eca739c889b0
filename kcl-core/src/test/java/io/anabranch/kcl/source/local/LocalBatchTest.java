package io.anabranch.kcl.source.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.RawRecords;
import io.anabranch.kcl.source.ShardReader.Fetch;
import io.anabranch.kcl.source.StreamFixture;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.simulator.stream.SequenceNumber;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalBatchTest {
    private record Seen(BigInteger number, Optional<String> key, String data) {}

    @Test
    void theRawFaceSaysWhatTheRecordsSay(@TempDir Path folder) throws Exception {
        try (var fixture = new StreamFixture(folder, 1);
                StreamSource source = SimulatorSource.of(fixture.simulator())) {
            fixture.put(0, "r", 20);
            fixture.putWithoutKey("spread");
            var reader = source.open(StreamFixture.STREAM, new ShardId("shardId-000000000000"), Position.trimHorizon());
            RecordBatch batch = ((Fetch.Records) reader.fetch(100, 1 << 20).toCompletableFuture().join()).batch();
            assertThat(raw(batch)).hasSize(21).isEqualTo(asRecords(batch));
            assertThat(raw(batch.slice(5, 9))).hasSize(4).isEqualTo(asRecords(batch).subList(5, 9));
            assertThat(raw(batch.slice(5, 5))).isEmpty();
        }
    }

    private static List<Seen> asRecords(RecordBatch batch) {
        return batch.toList().stream().map(LocalBatchTest::seen).toList();
    }

    private static Seen seen(KinesisRecord record) {
        return new Seen(record.sequenceNumber().value(), record.partitionKey(), new String(record.bytes(), StandardCharsets.UTF_8));
    }

    private static List<Seen> raw(RecordBatch batch) {
        List<Seen> all = new ArrayList<>();
        ((RawRecords) batch).forEachRaw((high, middle, low, bytes, keyOffset, keyLength, dataOffset, dataLength) -> {
            Optional<String> key = keyLength < 0 ? Optional.empty() : Optional.of(text(bytes, keyOffset, keyLength));
            all.add(new Seen(number(high, middle, low), key, text(bytes, dataOffset, dataLength)));
        });
        return all;
    }

    private static String text(ByteBuffer bytes, int offset, int length) {
        byte[] copy = new byte[length];
        bytes.get(offset, copy);
        return new String(copy, StandardCharsets.UTF_8);
    }

    private static BigInteger number(long high, long middle, long low) {
        return new BigInteger(1, ByteBuffer.allocate(24).putLong(high).putLong(middle).putLong(low).array());
    }

    @Test
    void sequenceWordsAreThoseOfTheNumber() {
        var random = new Random(42);
        for (int i = 0; i < 1000; i++) {
            long creation = random.nextLong(16_025_175_000L);
            int shard = random.nextInt(Integer.MAX_VALUE);
            long index = random.nextLong(Long.MAX_VALUE);
            long second = random.nextLong(1L << 36);
            var words = new SequenceWords(creation, shard);
            assertThat(number(words.high(index), words.middle(index, second), words.low(second)))
                    .as("seed 42, case %d", i)
                    .isEqualTo(SequenceNumber.of(creation, shard, index, second).value())
                    .isEqualTo(words.number(index, second).value());
        }
    }
}
