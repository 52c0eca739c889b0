package io.anabranch.samples.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

class RecordPutterTest {
    private final List<Integer> requests = new ArrayList<>();
    private final List<String> stored = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();
    private final List<Throwable> outages = new ArrayList<>();

    /** A service that refuses some entries. */
    private final class Service implements KinesisAsyncClient {
        private final Predicate<String> refuses;
        private final Queue<Exception> failures = new ArrayDeque<>();

        Service(Predicate<String> refuses) {
            this.refuses = refuses;
        }

        @Override
        public CompletableFuture<PutRecordsResponse> putRecords(PutRecordsRequest request) {
            requests.add(request.records().size());
            if (!failures.isEmpty()) return CompletableFuture.failedFuture(SdkClientException.create("failed", failures.remove()));
            return CompletableFuture.completedFuture(PutRecordsResponse.builder().records(request.records().stream().map(this::store).toList()).build());
        }

        private PutRecordsResultEntry store(PutRecordsRequestEntry entry) {
            if (refuses.test(entry.partitionKey())) return PutRecordsResultEntry.builder().errorCode("Throttled").errorMessage("too fast").build();
            stored.add(entry.partitionKey());
            return PutRecordsResultEntry.builder().sequenceNumber("1").shardId("0").build();
        }

        @Override
        public String serviceName() {
            return "kinesis";
        }

        @Override
        public void close() {}
    }

    private RecordPutter putter(Predicate<String> refuses) {
        return new RecordPutter(new Service(refuses), "s", pauses::add, outages::add);
    }

    @Test
    void aRequestHasAtMost500Records() throws Exception {
        RecordPutter putter = putter(key -> false);
        for (int i = 0; i < 1001; i++) putter.put("k" + i, ByteBuffer.allocate(3));
        putter.flush();

        assertThat(requests).containsExactly(500, 500, 1);
        assertThat(putter.records()).isEqualTo(1001);
        assertThat(putter.bytes()).isEqualTo(3003);
    }

    @Test
    void aRequestHasAtMost4MiB() throws Exception {
        RecordPutter putter = putter(key -> false);
        for (int i = 0; i < 5; i++) putter.put("k", ByteBuffer.allocate(2 << 20));
        putter.put("k", ByteBuffer.allocate(10 << 20));
        putter.flush();

        assertThat(requests).containsExactly(2, 2, 1, 1);
    }

    @Test
    void whatWasRefusedIsPutAgainBeforeAnythingAfterIt() throws Exception {
        List<String> once = new ArrayList<>(List.of("k1", "k2"));
        RecordPutter putter = putter(once::remove);
        for (int i = 0; i < 501; i++) putter.put("k" + i, ByteBuffer.allocate(1));
        putter.flush();

        assertThat(requests).containsExactly(500, 2, 1);
        assertThat(stored).hasSize(501).doesNotHaveDuplicates();
        assertThat(pauses).containsExactly(50L);
    }

    @Test
    void aServiceThatTakesNothingIsGivenUpOn() throws Exception {
        RecordPutter putter = putter(key -> true);
        putter.put("k", ByteBuffer.allocate(1));

        assertThatThrownBy(putter::flush).isInstanceOf(IOException.class).hasMessageContaining("too fast");
        assertThat(pauses).last().isEqualTo(1000L);
        assertThat(pauses.stream().mapToLong(Long::longValue).sum()).isBetween(59_000L, 61_000L);
        assertThat(outages).isEmpty();
    }

    @Test
    void aServiceThatIsAwayIsWaitedForAndToldOfOnce() throws Exception {
        Service service = new Service(key -> false);
        service.failures.addAll(List.of(new ConnectException("refused"), new IOException("closed"), new ConnectException("refused")));
        RecordPutter putter = new RecordPutter(service, "s", pauses::add, outages::add);
        putter.put("k", ByteBuffer.allocate(1));
        putter.flush();

        assertThat(stored).containsExactly("k");
        assertThat(pauses).containsExactly(50L, 100L, 200L);
        assertThat(outages).hasSize(1);
    }

    @Test
    void aMistakeOfTheClientIsNotTriedAgain() {
        Service service = new Service(key -> false);
        service.failures.add(new IllegalStateException("closed"));
        RecordPutter putter = new RecordPutter(service, "s", pauses::add, outages::add);

        assertThatThrownBy(() -> {
            putter.put("k", ByteBuffer.allocate(1));
            putter.flush();
        }).hasMessageContaining("failed");
        assertThat(pauses).isEmpty();
    }
}
