package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shard is put to and split on one thread and pushed on another: every record once, in order, no call to wake up lost, and then the end. */
class SubscriptionRaceTest {
    private static final int BATCHES = 300;
    private static final long PATIENCE_SECONDS = 30;

    @TempDir
    Path data;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @Timeout(120)
    void nothingIsLostOrToldTwice(long seed) throws IOException {
        // On a clock that stands still no sign of life hides that a call was lost.
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data).withClockStandingStill(true))) {
            Streams streams = simulator.streams();
            streams.create("s", 1);
            Shard shard = streams.stream("s").shard(new ShardId(0));
            Subscription subscription = streams.consumers().subscribe(streams.consumers().register("s", "c", Map.of()).arn(), shard, 1);
            CompletableFuture<Long> told = CompletableFuture.supplyAsync(() -> follow(subscription));
            long put = put(streams, shard, new Random(seed));
            assertThat(told.join()).isEqualTo(put);
            assertThat(streams.stream("s").description().shards()).hasSize(3);
        }
    }

    private static long put(Streams streams, Shard shard, Random random) {
        long records = 0;
        for (int i = 0; i < BATCHES; i++) {
            PutBatch batch = new PutBatch();
            int count = 1 + random.nextInt(3);
            for (int j = 0; j < count; j++) batch.add(new byte[] {'k'}, new byte[random.nextInt(1000)]);
            assertThat(shard.append(batch).toCompletableFuture()).isCompleted();
            records += count;
            for (int spin = random.nextInt(20_000); spin > 0; spin--) Thread.onSpinWait();
        }
        streams.split("s", "0", BigInteger.ONE.shiftLeft(127));
        return records;
    }

    /** How many records came before the end. */
    private static long follow(Subscription subscription) {
        Semaphore ready = new Semaphore(0);
        subscription.onReady(ready::release);
        long next = 1;
        while (!subscription.isOver()) {
            Optional<Subscription.Event> event = subscription.next();
            if (event.isPresent()) {
                ShardRecords records = ((Subscription.Records) event.get()).records();
                if (records.count() > 0 && records.firstIndex() != next) throw new AssertionError(records.firstIndex() + " follows " + (next - 1));
                next = records.nextIndex();
            } else {
                await(ready);
            }
        }
        subscription.close();
        return next - 1;
    }

    private static void await(Semaphore ready) {
        try {
            if (!ready.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) throw new AssertionError("not woken");
            ready.drainPermits();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
