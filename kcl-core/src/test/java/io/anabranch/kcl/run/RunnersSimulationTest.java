package io.anabranch.kcl.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.fakes.FakeLeases;
import io.anabranch.kcl.fakes.FakeStream;
import io.anabranch.kcl.fakes.VirtualTime;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.FailurePolicy;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.processor.WorkerListener;
import io.anabranch.kcl.source.SourceException.Kind;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A worker's claims in virtual time, with everything going wrong that can: processors throw, fetches fail, leases are revoked, lost and taken away
 * unseen, the store is unavailable, shards are split in mid-stream. {@code -Dseed=42} replays one run, {@code -Dseeds=100000} searches.
 */
class RunnersSimulationTest {
    private static final long BUDGET = 200_000;

    static LongStream seeds() {
        Long one = Long.getLong("seed");
        return one != null ? LongStream.of(one) : LongStream.rangeClosed(1, Long.getLong("seeds", 100));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRecordIsProcessedInOrderWhateverHappens(long seed) {
        World world = new World(seed);
        for (int step = 0; step < 400; step++) {
            world.somethingHappens();
            world.check();
        }
        world.calm();
        world.checkTheEnd();
    }

    /** One shard as the test knows it: what was processed, by whom, up to where. */
    private static final class Tale {
        private long processed;
        private boolean inCall;
        private boolean ended;
        private boolean taken;
        private Lease lease;
    }

    private static final class World implements RecordProcessor, WorkerListener {
        private final Random random;
        private final VirtualTime time;
        private final FakeStream stream = new FakeStream(3);
        private final ByteBudget budget = new ByteBudget(BUDGET);
        private final ShardRunners runners;
        private final FakeLeases leases;
        private final Map<ShardId, Tale> tales = new HashMap<>();
        private final List<String> ended = new ArrayList<>();
        private boolean faults = true;
        private @Nullable AssertionError violation;

        World(long seed) {
            random = new Random(seed);
            time = VirtualTime.shuffledBy(seed);
            WorkerParts parts = new WorkerParts(stream, shard -> this, FailurePolicy.retryForEver(), Duration.ofSeconds(1), 1 + random.nextInt(50),
                    Map.of(), (name, value) -> {}, this, budget, time, time::after, time, random);
            runners = new ShardRunners(parts, told -> new FakeLeases(time, told));
            leases = (FakeLeases) runners.coordinator();
        }

        private Tale tale(ShardId shard) {
            return tales.computeIfAbsent(shard, unknown -> new Tale());
        }

        private ShardId anyShard() {
            List<ShardId> shards = stream.shardIds();
            return shards.get(random.nextInt(shards.size()));
        }

        void somethingHappens() {
            ShardId shard = anyShard();
            switch (random.nextInt(16)) {
                case 0, 1, 2 -> stream.put("key-" + random.nextInt(20), "x".repeat(1 + random.nextInt(3000)));
                case 3, 4 -> grant(shard);
                case 5 -> withLease(shard, leases::revoke);
                case 6 -> withLease(shard, lease -> {
                    leases.lose(lease);
                    tale(shard).lease = null;
                });
                case 7 -> withLease(shard, lease -> {
                    leases.takeAway(lease.key());
                    tale(shard).taken = true;
                });
                case 8 -> leases.suspend();
                case 9, 10 -> leases.resume();
                case 11 -> leases.unavailable(1 + random.nextInt(3));
                case 12 -> stream.failNext(Kind.values()[random.nextInt(2)]);
                case 13 -> split(shard);
                case 14 -> stream.lull();
                default -> time.advance(Duration.ofMillis(random.nextInt(3000)));
            }
            steps();
        }

        private void steps() {
            for (int i = random.nextInt(10); i > 0; i--) time.step();
        }

        private void grant(ShardId shard) {
            if (tale(shard).lease != null || leases.state(Stand.key(shard)) == LeaseState.ENDED) return;
            tale(shard).taken = false;
            tale(shard).lease = leases.grant(Stand.key(shard));
        }

        private void withLease(ShardId shard, Consumer<Lease> what) {
            Lease lease = tale(shard).lease;
            if (lease != null) what.accept(lease);
        }

        private void split(ShardId shard) {
            boolean open = stream.shards("stream").toCompletableFuture().join().stream().anyMatch(info -> info.id().equals(shard) && !info.closed());
            if (open && stream.shardIds().size() < 12) stream.split(shard);
        }

        void check() {
            if (violation != null) throw violation;
            assertThat(budget.inUse()).isBetween(0L, BUDGET);
            for (ShardId shard : stream.shardIds()) {
                assertThat(stored(shard)).as("the checkpoint of %s is not beyond what was processed", shard).isLessThanOrEqualTo(tale(shard).processed);
            }
        }

        private long stored(ShardId shard) {
            Position position = Position.decode(leases.checkpoint(Stand.key(shard)));
            if (position instanceof Position.After after) return after.sequenceNumber().value().longValue();
            return position instanceof Position.ShardEnd ? tale(shard).processed : 0;
        }

        /** Faults stop; every shard that has no owner gets one; time goes by. */
        void calm() {
            faults = false;
            leases.unavailable(0);
            leases.resume();
            tales.forEach((shard, tale) -> {
                if (tale.taken) withLease(shard, leases::lose);
            });
            for (int round = 0; round < 5; round++) {
                stream.lull();
                time.advance(Duration.ofMinutes(5));
                stream.shardIds().forEach(this::grant);
            }
            time.advance(Duration.ofMinutes(5));
        }

        void checkTheEnd() {
            check();
            for (ShardId shard : stream.shardIds()) {
                List<Long> numbers = stream.numbers(shard);
                long last = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
                assertThat(tale(shard).processed).as("everything in %s was processed", shard).isEqualTo(last);
                assertThat(stored(shard)).as("and checkpointed").isEqualTo(last);
            }
            assertThat(ended).doesNotHaveDuplicates();
            stream.shards("stream").toCompletableFuture().join().forEach(info ->
                    assertThat(leases.state(Stand.key(info.id())) == LeaseState.ENDED).as("%s ended", info.id()).isEqualTo(info.closed()));
            tales.forEach((shard, tale) -> withLease(shard, leases::lose));
            time.advance(Duration.ofMinutes(5));
            assertThat(budget.inUse()).isZero();
            assertThat(stream.openReaders()).isZero();
            assertThat(time.timers()).isZero();
            assertThat(runners.allStopped().toCompletableFuture()).isDone();
        }

        // The processor.

        private void mayThrow(String where) {
            if (faults && random.nextInt(6) == 0) throw new IllegalStateException("injected into " + where);
        }

        @Override
        public void initialize(ProcessorContext context) {
            promise(() -> assertThat(context.isValid()).isTrue());
            mayThrow("initialize");
        }

        /** What a processor throws is retried: a broken promise must not be. */
        private void promise(Runnable assertion) {
            try {
                assertion.run();
            } catch (AssertionError e) {
                violation = e;
                throw e;
            }
        }

        @Override
        public void processRecords(RecordBatch records, ProcessorContext context) {
            promise(() -> checkBatch(records, context));
            Tale tale = tale(context.shard());
            long previous = records.get(0).sequenceNumber().value().longValue();
            tale.inCall = true;
            try {
                if (random.nextInt(4) == 0) steps();
                mayThrow("processRecords");
                tale.processed = Math.max(tale.processed, records.last().sequenceNumber().value().longValue());
                if (random.nextInt(4) == 0) context.checkpointer().checkpointAsync(SequenceNumber.of(Long.toString(previous)));
            } finally {
                tale.inCall = false;
            }
        }

        private void checkBatch(RecordBatch records, ProcessorContext context) {
            Tale tale = tale(context.shard());
            assertThat(tale.inCall).as("one call at a time for %s", context.shard()).isFalse();
            assertThat(context.isValid()).isTrue();
            long first = records.get(0).sequenceNumber().value().longValue();
            assertThat(stream.numbers(context.shard()).stream().filter(number -> number > tale.processed && number < first))
                    .as("nothing is left out").isEmpty();
            long least = first;
            for (KinesisRecord record : records) {
                long number = record.sequenceNumber().value().longValue();
                if (number < least) throw new AssertionError("out of order: " + number + " after " + least);
                least = number + 1;
            }
        }

        @Override
        public void shardEnded(ProcessorContext context) {
            List<Long> numbers = stream.numbers(context.shard());
            promise(() -> assertThat(tale(context.shard()).processed).as("the end comes after the last record").isEqualTo(
                    numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1)));
            mayThrow("shardEnded");
            tale(context.shard()).ended = true;
        }

        @Override
        public void shutdownRequested(ProcessorContext context) {
            mayThrow("shutdownRequested");
        }

        // The listener.

        @Override
        public void released(Claim claim, Position position, Instant at) {
            forget(claim);
        }

        @Override
        public void lost(Claim claim, Instant at) {
            forget(claim);
        }

        @Override
        public void shardEnded(Claim claim, List<ShardId> children, Instant at) {
            assertThat(tale(claim.shard()).ended).isTrue();
            ended.add(claim.shard().value());
            forget(claim);
        }

        private void forget(Claim claim) {
            Lease lease = tale(claim.shard()).lease;
            if (lease != null && lease.epoch() == claim.epoch()) tale(claim.shard()).lease = null;
        }
    }
}
