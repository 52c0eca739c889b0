package io.anabranch.kcl.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.source.SourceException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class ReplayTest {
    private final ListSource source = new ListSource().shard("a").shard("b");
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong nanos = new AtomicLong();

    private Replay replay() {
        return new Replay(source, () -> nanos.getAndAdd(1_000_000_000), pauses::add).stream("ticks");
    }

    private static void emitData(RecordBatch records, ProcessorContext context) {
        records.forEach(record -> context.output().emit("data", text(record)));
    }

    private static String text(KinesisRecord record) {
        return new String(record.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void givesEveryRecordOnceInOrder() throws Exception {
        source.records("a", 1, 2, 3, 4, 5, 6, 7).records("b", 2, 4);
        ReplayResult result = replay().processor(ReplayTest::emitData).run();
        assertThat(result.outputs().get("data"))
                .containsExactly("data-1", "data-2", "data-3", "data-4", "data-5", "data-6", "data-7", "data-2", "data-4");
        assertThat(result.records()).isEqualTo(9);
        assertThat(result.bytes()).isEqualTo(9 * ("data-1".length() + "key-1".length()));
        assertThat(result.shards()).extracting(ReplayResult.ShardResult::records).containsExactly(7L, 2L);
        assertThat(result.elapsed()).isEqualTo(Duration.ofSeconds(1));
        assertThat(result.recordsPerSecond()).isEqualTo(9);
    }

    @Test
    void betweenTakesTheFirstInstantAndLeavesTheLast() throws Exception {
        source.records("a", 1, 2, 2, 3, 4, 5, 5, 6).records("b", 1, 6);
        ReplayResult result = replay().between(Instant.ofEpochMilli(2), Instant.ofEpochMilli(5)).processor(ReplayTest::emitData).run();
        assertThat(result.outputs().get("data")).containsExactly("data-2", "data-2", "data-3", "data-4");
    }

    @Test
    void anInstantBetweenTwoMillisecondsBelongsToTheLater() throws Exception {
        source.records("a", 2, 3, 4, 5);
        Instant from = Instant.ofEpochMilli(2).plusNanos(1);
        ReplayResult result = replay().between(from, from.plusMillis(2)).processor(ReplayTest::emitData).run();
        assertThat(result.outputs().get("data")).containsExactly("data-3", "data-4");
    }

    @Test
    void nothingLiesBetweenAnInstantAndItself() throws Exception {
        source.records("a", 2, 3);
        Instant instant = Instant.ofEpochMilli(2);
        assertThat(replay().between(instant, instant).processor(ReplayTest::emitData).run().records()).isZero();
        assertThatThrownBy(() -> replay().between(instant, instant.minusMillis(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void digestIsTheSameForAnyThreadsAndBatches() throws Exception {
        source.shard("c", "a").shard("d", "a", "b");
        for (String shard : List.of("a", "b", "c", "d")) {
            for (int i = 0; i < 100; i++) source.records(shard, i);
        }
        String expected = replay().threads(1).processor((records, context) -> {}).run().digest().orElseThrow();
        for (int threads : new int[] {1, 2, 3, 8}) {
            for (int batch : new int[] {1, 7, 1000}) {
                source.batchesOf(batch);
                assertThat(replay().threads(threads).processor((records, context) -> {}).run().digest()).contains(expected);
            }
        }
        assertThat(expected).hasSize(64);
        source.records("d", 100);
        assertThat(replay().processor((records, context) -> {}).run().digest()).isPresent().isNotEqualTo(java.util.Optional.of(expected));
        assertThat(replay().withoutDigest().processor((records, context) -> {}).run().digest()).isEmpty();
    }

    @Test
    void childrenComeAfterTheirParents() throws Exception {
        source.shard("c", "a").shard("d", "a").shard("e", "b", "c").shard("f", "gone");
        for (String shard : List.of("a", "b", "c", "d", "e", "f")) source.records(shard, 1, 2, 3, 4, 5);
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        var lastStarted = new CountDownLatch(1);
        var recorder = new Recorder(events);
        replay().threads(4).processor(shard -> new RecordProcessor() {
            @Override
            public void initialize(ProcessorContext context) {
                recorder.initialize(context);
                if (shard.value().equals("f")) lastStarted.countDown();
            }

            @Override
            public void processRecords(RecordBatch records, ProcessorContext context) throws Exception {
                if (shard.value().equals("a")) lastStarted.await(); // while it waits, whatever may start does
            }

            @Override
            public void shardEnded(ProcessorContext context) {
                recorder.shardEnded(context);
            }

            @Override
            public void shutdownRequested(ProcessorContext context) {
                recorder.shutdownRequested(context);
            }
        }).run();
        for (String pair : List.of("ac", "ad", "be", "ce")) {
            assertThat(events).containsSubsequence(pair.charAt(0) + " ended", pair.charAt(1) + " initialize");
        }
        assertThat(events).contains("d shutdown", "e shutdown", "f shutdown").doesNotContain("d ended", "e ended", "a shutdown");
    }

    private record Recorder(List<String> events) implements RecordProcessor {
        @Override
        public void processRecords(RecordBatch records, ProcessorContext context) {}

        @Override
        public void initialize(ProcessorContext context) {
            events.add(context.shard() + " initialize");
        }

        @Override
        public void shardEnded(ProcessorContext context) {
            events.add(context.shard() + " ended");
        }

        @Override
        public void shutdownRequested(ProcessorContext context) {
            events.add(context.shard() + " shutdown");
        }

        @Override
        public void leaseLost(ProcessorContext context) {
            events.add(context.shard() + " lost " + context.isValid());
        }
    }

    @Test
    void aClosedShardCutByTheWindowHasNotEnded() throws Exception {
        source.records("a", 1, 2, 3).closed("a");
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        replay().until(Instant.ofEpochMilli(3)).processor(new Recorder(events)).run();
        assertThat(events).contains("a shutdown").doesNotContain("a ended");
    }

    @Test
    void clockFollowsTheRecordsAndNeverGoesBack() throws Exception {
        source.batchesOf(2).records("a", 10, 20, 20, 30, 45);
        List<Long> seen = new ArrayList<>();
        replay().processor(new RecordProcessor() {
                    @Override
                    public void initialize(ProcessorContext context) {
                        if (context.shard().value().equals("a")) seen.add(context.clock().millis());
                    }

                    @Override
                    public void processRecords(RecordBatch records, ProcessorContext context) {
                        assertThat(context.clock().millis()).isEqualTo(records.last().arrivalMillis());
                        seen.add(context.clock().millis());
                    }
                })
                .run();
        assertThat(seen).containsExactly(10L, 20L, 30L, 45L);
    }

    /** A timer every 10 ms, made in initialize. */
    private static final class Ticker implements RecordProcessor {
        @Override
        public void initialize(ProcessorContext context) {
            context.schedule(Duration.ofMillis(10), () -> tick(context));
        }

        private void tick(ProcessorContext context) {
            context.output().emit("events", "tick " + context.clock().millis());
            context.schedule(Duration.ofMillis(10), () -> tick(context));
        }

        @Override
        public void processRecords(RecordBatch records, ProcessorContext context) {
            records.forEach(record -> context.output().emit("events", record.arrivalMillis()));
        }
    }

    @Test
    void timersRunBetweenTheRecordsWhateverTheBatches() throws Exception {
        source.records("a", 100, 105, 109, 110, 111, 135);
        for (int batch : new int[] {1, 2, 3, 100}) {
            source.batchesOf(batch);
            ReplayResult result = replay().processor(shard -> new Ticker()).run();
            assertThat(result.outputs().get("events"))
                    .containsExactly(100L, 105L, 109L, "tick 110", 110L, 111L, "tick 120", "tick 130", 135L);
        }
    }

    @Test
    void timersRunOnUntilTheEndThatWasAskedFor() throws Exception {
        source.records("a", 100, 111);
        ReplayResult result = replay().between(Instant.ofEpochMilli(111), Instant.ofEpochMilli(141)).processor(shard -> new Ticker()).run();
        assertThat(result.outputs().get("events")).startsWith(111L, "tick 121", "tick 131").hasSize(3 + 2);
    }

    @Test
    void timersOfOneMomentRunInTheOrderTheyWereMade() throws Exception {
        source.records("a", 100, 200);
        ReplayResult result = replay().processor(new RecordProcessor() {
                    @Override
                    public void initialize(ProcessorContext context) {
                        for (int i = 0; i < 5; i++) {
                            int number = i;
                            context.schedule(Duration.ofMillis(50), () -> context.output().emit("timers", number));
                        }
                    }

                    @Override
                    public void processRecords(RecordBatch records, ProcessorContext context) {}
                })
                .run();
        assertThat(result.outputs().get("timers")).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aFailingProcessorEndsTheReplayWithItsPlaceAndCause() {
        source.records("a", 1, 2, 3, 4, 5, 6, 7).records("b", 1, 2, 3);
        var cause = new IllegalStateException("cannot");
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<KinesisRecord> failedOn = new AtomicReference<>();
        ReplayException failure = catchThrowableOfType(ReplayException.class, () -> replay().threads(2).processor(new RecordProcessor() {
            @Override
            public void processRecords(RecordBatch records, ProcessorContext context) {
                if (!context.shard().value().equals("a") || records.get(0).arrivalMillis() < 4) return;
                failedOn.set(records.get(0));
                throw cause;
            }

            @Override
            public void leaseLost(ProcessorContext context) {
                events.add(context.shard() + " lost");
            }
        }).run());
        assertThat(failure).hasCause(cause).hasMessageContaining("shard=a").hasMessageContaining("cannot");
        assertThat(failure.shard()).contains(new ShardId("a"));
        assertThat(failure.sequenceNumber()).contains(failedOn.get().sequenceNumber());
        assertThat(events).contains("a lost");
    }

    @Test
    void aFailureStopsTheOtherShardsAtTheirNextBatch() {
        source.batchesOf(1).records("a", 1).records("b", 1, 2, 3);
        var bothRun = new CountDownLatch(1);
        var failed = new CountDownLatch(1);
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        assertThatThrownBy(() -> replay().threads(2).processor(new RecordProcessor() {
            @Override
            public void processRecords(RecordBatch records, ProcessorContext context) throws Exception {
                if (context.shard().value().equals("a")) {
                    bothRun.await();
                    throw new IllegalStateException("cannot");
                }
                events.add("b " + records.get(0).arrivalMillis());
                bothRun.countDown();
                failed.await();
            }

            @Override
            public void leaseLost(ProcessorContext context) {
                events.add(context.shard() + " lost");
                failed.countDown();
            }
        }).run()).isInstanceOf(ReplayException.class);
        assertThat(events).containsExactly("b 1", "a lost", "b lost");
    }

    @Test
    void aFailingTimerEndsTheReplay() {
        source.records("a", 100, 200);
        assertThatThrownBy(() -> replay().processor(new RecordProcessor() {
            @Override
            public void initialize(ProcessorContext context) {
                context.schedule(Duration.ofMillis(1), () -> {
                    throw new java.io.IOException("timer");
                });
            }

            @Override
            public void processRecords(RecordBatch records, ProcessorContext context) {}
        }).run()).isInstanceOf(ReplayException.class).hasMessageContaining("timer");
    }

    @Test
    void readsAgainWhatMayBeTriedAgain() throws Exception {
        source.records("a", 1, 2);
        source.failures.add(new SourceException(SourceException.Kind.THROTTLED, "slow down"));
        source.failures.add(new SourceException(SourceException.Kind.RETRY, "cut"));
        assertThat(replay().threads(1).processor(ReplayTest::emitData).run().records()).isEqualTo(2);
        assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(200));
    }

    @Test
    void endsWhenTryingAgainIsOfNoUse() {
        source.records("a", 1, 2);
        source.failures.add(new SourceException(SourceException.Kind.FATAL, "damaged"));
        assertThatThrownBy(() -> replay().threads(1).processor(ReplayTest::emitData).run())
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("damaged");
        for (int i = 0; i < 20; i++) source.failures.add(new SourceException(SourceException.Kind.RETRY, "down"));
        assertThatThrownBy(() -> replay().threads(1).processor(ReplayTest::emitData).run()).hasMessageContaining("down");
    }

    @Test
    void aStreamThatIsMissingIsSaid() {
        assertThatThrownBy(() -> replay().stream("tocks").processor(ReplayTest::emitData).run())
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("tocks");
        assertThatThrownBy(() -> Replay.from(source).processor(ReplayTest::emitData).run()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> replay().run()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStreamThatIsBeingWrittenEndsAtTheTipOfTheStart() throws Exception {
        source.nowIs(10_000).records("a", 9_000, 9_500).records("b", 8_000);
        var arrival = new AtomicLong(10_000);
        source.beforeEachFetch(() -> source.records("a", arrival.addAndGet(100)).records("b", arrival.get()));
        ReplayResult result = replay().threads(1).processor(ReplayTest::emitData).run();
        assertThat(result.outputs().get("data")).contains("data-9000", "data-9500", "data-8000").doesNotContain("data-11000");
        assertThat(result.records()).isLessThan(25);
        assertThat(replay().until(Instant.ofEpochMilli(1_000_000)).processor(ReplayTest::emitData).run().records()).isLessThan(50);
    }

    @Test
    void checkpointsAreRememberedNotStored() throws Exception {
        source.records("a", 1, 2, 3, 4);
        ReplayResult result = replay().processor((records, context) -> {
                    context.checkpointer().checkpoint(records.get(0));
                    var beyond = new io.anabranch.kcl.model.SequenceNumber(records.last().sequenceNumber().value().add(java.math.BigInteger.ONE));
                    assertThatThrownBy(() -> context.checkpointer().checkpoint(beyond)).isInstanceOf(IllegalArgumentException.class);
                    assertThat(context.checkpointer().checkpointAsync(records.last().sequenceNumber())).isCompleted();
                    context.checkpointer().checkpoint(records.get(0));
                    context.output().emit("last", records.last().sequenceNumber());
                })
                .run();
        List<Object> last = result.outputs().get("last");
        assertThat(result.shards().get(0).checkpoint()).contains((io.anabranch.kcl.model.SequenceNumber) last.get(last.size() - 1));
        assertThat(result.shards().get(1).checkpoint()).isEmpty();
    }

    @Test
    void outputsAreInShardOrderForAnyThreads() throws Exception {
        List<Object> expected = new ArrayList<>();
        for (int shard = 0; shard < 20; shard++) {
            source.shard("s%02d".formatted(shard));
            for (int i = 0; i < 50; i++) {
                source.record("s%02d".formatted(shard), i, "k", shard + "/" + i);
                expected.add(shard + "/" + i);
            }
        }
        for (int threads : new int[] {1, 4, 16}) {
            assertThat(replay().threads(threads).processor(ReplayTest::emitData).run().outputs().get("data")).isEqualTo(expected);
        }
    }

    @Test
    void theContextSaysWhatItIs() throws Exception {
        source.records("a", 1);
        var kept = new AtomicReference<ProcessorContext>();
        replay().parameters(Map.of("window", "5")).processor((records, context) -> {
                    assertThat(context.mode()).isEqualTo(ProcessorContext.Mode.REPLAY);
                    assertThat(context.stream()).isEqualTo("ticks");
                    assertThat(context.parameters()).containsEntry("window", "5");
                    assertThat(context.isValid()).isTrue();
                    assertThat(context.fencingToken()).isZero();
                    kept.set(context);
                })
                .run();
        assertThat(kept.get().isValid()).isFalse();
    }

    @Test
    void progressIsToldUntilAllIsDone() throws Exception {
        source.nowIs(100).records("a", 10, 20, 30, 40, 50).records("b", 10, 90);
        List<ReplayProgress.Step> steps = new ArrayList<>();
        replay().onProgress(steps::add).processor((records, context) -> {}).run();
        assertThat(steps).isSortedAccordingTo(java.util.Comparator.comparingDouble(ReplayProgress.Step::fraction));
        ReplayProgress.Step last = steps.get(steps.size() - 1);
        assertThat(last.fraction()).isEqualTo(1);
        assertThat(last.records()).isEqualTo(7);
        assertThat(last.shardsDone()).isEqualTo(2);
    }

    @Test
    void anInterruptGivesUpAndLeavesNothingRunning() {
        var caller = Thread.currentThread();
        var arrival = new AtomicLong();
        source.beforeEachFetch(() -> source.records("a", arrival.incrementAndGet()));
        var interrupted = new AtomicBoolean();
        var lost = new AtomicInteger();
        assertThatThrownBy(() -> replay().threads(1).processor(new RecordProcessor() {
            @Override
            public void processRecords(RecordBatch records, ProcessorContext context) {
                if (interrupted.compareAndSet(false, true)) caller.interrupt();
            }

            @Override
            public void leaseLost(ProcessorContext context) {
                lost.incrementAndGet();
            }
        }).run()).isInstanceOf(InterruptedException.class);
        assertThat(lost).hasValue(1);
    }
}
