package io.anabranch.kcl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.FailurePolicy;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.model.LeaseView;
import io.anabranch.lease.store.InMemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker promises whatever the records come from. Run on every source. */
@Timeout(60)
abstract class WorkerContract {
    private static final int KEYS = 10;

    private final InMemoryStore store = InMemoryStore.create();
    private final Seen seen = new Seen();
    private TestStream stream;
    private final List<Worker> workers = new ArrayList<>();
    private int put;

    /** A stream of two shards named {@code orders}. */
    abstract TestStream open() throws Exception;

    @BeforeEach
    void openStream() throws Exception {
        stream = open();
    }

    @AfterEach
    void closeAll() throws Exception {
        workers.parallelStream().forEach(Worker::close);
        store.close();
        stream.close();
    }

    /** What processors were given: values by key in the order they came, and what happened to shards. */
    private static final class Seen implements RecordProcessor {
        private final Map<String, List<Integer>> values = new TreeMap<>();
        private final List<String> shards = new ArrayList<>();

        @Override
        public synchronized void initialize(ProcessorContext context) {
            shards.add("begin " + context.shard());
        }

        @Override
        public synchronized void processRecords(RecordBatch records, ProcessorContext context) {
            for (KinesisRecord record : records) {
                int value = Integer.parseInt(new String(record.bytes(), StandardCharsets.UTF_8));
                values.computeIfAbsent(record.partitionKey().orElseThrow(), key -> new ArrayList<>()).add(value);
            }
        }

        @Override
        public synchronized void shardEnded(ProcessorContext context) {
            shards.add("end " + context.shard());
        }

        synchronized int count() {
            return values.values().stream().mapToInt(List::size).sum();
        }

        synchronized Map<String, List<Integer>> values() {
            Map<String, List<Integer>> copy = new TreeMap<>();
            values.forEach((key, list) -> copy.put(key, List.copyOf(list)));
            return copy;
        }

        synchronized List<String> shards() {
            return List.copyOf(shards);
        }
    }

    private WorkerBuilder builder(String id) {
        return Worker.builder("billing").workerId(id).stream("orders", Position.trimHorizon()).source(stream.source()).sharedCoordination(store)
                .processor(seen).checkpointEvery(Duration.ofMillis(50)).sessionTimeout(Duration.ofSeconds(2));
    }

    private Worker start(WorkerBuilder builder) {
        Worker worker = builder.start();
        workers.add(worker);
        return worker;
    }

    private void put(int count) throws Exception {
        for (int i = 0; i < count; i++, put++) stream.put("key-" + put % KEYS, Integer.toString(put));
    }

    private void awaitAll() {
        await().atMost(Duration.ofSeconds(30)).until(() -> seen.count() >= put);
    }

    private void assertEveryRecordOnceAndInOrder() {
        Map<String, List<Integer>> expected = new TreeMap<>();
        IntStream.range(0, put).forEach(value -> expected.computeIfAbsent("key-" + value % KEYS, key -> new ArrayList<>()).add(value));
        assertThat(seen.values()).isEqualTo(expected);
    }

    private List<LeaseView> leases(Worker worker) {
        return worker.leases().toCompletableFuture().join();
    }

    @Test
    void everyRecordIsProcessedOnceAndInTheOrderOfItsKey() throws Exception {
        put(200);
        start(builder("one"));
        put(200);
        awaitAll();
        assertEveryRecordOnceAndInOrder();
    }

    @Test
    void splitsAndMergesAreFollowedChildrenAfterParents() throws Exception {
        Worker worker = start(builder("one"));
        put(100);
        List<ShardId> first = stream.openShards();
        stream.split(first.get(0));
        put(100);
        List<ShardId> second = stream.openShards();
        stream.merge(second.get(1), second.get(2));
        put(100);
        awaitAll();
        assertEveryRecordOnceAndInOrder();

        ShardId merged = stream.openShards().get(1);
        await().until(() -> seen.shards().contains("begin " + merged));
        assertThat(seen.shards()).containsSubsequence("end " + first.get(0), "end " + second.get(1), "begin " + merged);
        assertThat(seen.shards()).containsSubsequence("end " + second.get(2), "begin " + merged);
        await().untilAsserted(() -> assertThat(leases(worker)).filteredOn(lease -> lease.state() == LeaseState.ENDED)
                .extracting(LeaseView::checkpoint).hasSize(3)
                .allMatch(checkpoint -> checkpoint.orElse("").equals("SHARD_END")));
    }

    @Test
    void aStoppedWorkerHandsOverWithoutLossOrRepetition() throws Exception {
        Worker first = start(builder("one"));
        put(100);
        awaitAll();
        start(builder("two"));
        put(100);
        first.shutdown().toCompletableFuture().get();
        put(100);
        awaitAll();
        assertEveryRecordOnceAndInOrder();
    }

    @Test
    void aFleetStartedAnewContinuesFromTheCheckpoints() throws Exception {
        Worker first = start(builder("one"));
        put(100);
        awaitAll();
        first.close();
        put(100);
        start(builder("one"));
        awaitAll();
        assertEveryRecordOnceAndInOrder();
    }

    @Test
    void latestIsWhatComesAfterTheStart() throws Exception {
        stream.put("key-0", "-1");
        stream.awaitTick();
        Worker worker = start(builder("one").stream("orders", Position.latest()));
        await().until(() -> leases(worker).stream().filter(lease -> lease.state() == LeaseState.OWNED).count() == 2);
        put(50);
        awaitAll();
        assertEveryRecordOnceAndInOrder();
    }

    @Test
    void aShardThatFailsForGoodSaysWhyAndTheOthersGoOn() throws Exception {
        Worker worker = start(builder("one").onFailure(FailurePolicy.retry(1).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)))
                .processor((records, context) -> {
                    if (records.get(0).partitionKey().orElse("").equals("poison")) throw new IllegalStateException("cannot digest");
                    seen.processRecords(records, context);
                }));
        await().until(() -> seenOwned(worker) == 2);
        stream.put("poison", "-1");
        await().untilAsserted(() -> assertThat(leases(worker)).filteredOn(lease -> lease.state() == LeaseState.FAILED)
                .singleElement().satisfies(lease -> assertThat(lease.reason().orElse("")).contains("cannot digest")));
        put(50);
        await().until(() -> seen.count() > 0);
        worker.shutdown().toCompletableFuture().get();
        assertThat(seen.values()).doesNotContainKey("poison");
    }

    private long seenOwned(Worker worker) {
        return leases(worker).stream().filter(lease -> lease.state() == LeaseState.OWNED).count();
    }

    @Test
    void aProcessorThatHangsDoesNotKeepTheWorkerFromLeaving() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        Worker worker = start(builder("one").drainTimeout(Duration.ofMillis(100)).processor((records, context) -> {
            hanging.countDown();
            letGo.await();
        }));
        put(1);
        hanging.await();
        worker.close();
        start(builder("two"));
        awaitAll();
        assertEveryRecordOnceAndInOrder();
        letGo.countDown();
    }

    @Test
    void aSmallBudgetIsEnough() throws Exception {
        put(300);
        start(builder("one").maxBytesInFlight(64 << 10).maxBatchRecords(7));
        awaitAll();
        assertEveryRecordOnceAndInOrder();
    }

    @Test
    void aLostSessionIsRejoinedAndNoRecordIsMissed() throws Exception {
        start(builder("one"));
        put(100);
        awaitAll();
        for (long session = 1; session < 20; session++) store.expire(session);
        put(100);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(seen.values()).allSatisfy((key, values) ->
                assertThat(values.stream().distinct().count()).isEqualTo(put / KEYS)));
    }
}
