package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A consumer that takes what it is given whenever it is woken and subscribes again where it was, for an hour and more of a shard that is put to at
 * random: nothing is lost or told twice, no rate is passed, and every figure is true.
 */
class SubscriptionModelTest {
    private static final long LIFE = 300_000;
    private static final long MOST_QUIET = 5_000;
    private static final long BYTES_A_SECOND = 2 << 20;

    @TempDir
    Path data;

    private final List<Long> arrivals = new ArrayList<>(); // of record i + 1
    private Streams streams;
    private Shard shard;
    private Subscription current;
    private long begun;
    private long lastEvent;
    private long given;
    private long next = 1;
    private boolean ready;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void everyRecordOnceAndEveryFigureTrue(long seed) throws IOException {
        SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
        Random random = new Random(seed);
        try (Simulator simulator =
                Simulator.open(SimulatorSettings.at(data).withClock(clock).withClockStandingStill(true).withLimits(Limits.STRICT))) {
            streams = simulator.streams();
            streams.create("s", 1);
            shard = streams.stream("s").shard(new ShardId(0));
            String consumer = streams.consumers().register("s", "c", Map.of()).arn();
            subscribe(consumer, 1);
            for (int step = 0; step < 1_000; step++) {
                if (random.nextInt(3) == 0) put(random);
                for (int rest = random.nextInt(8_000); rest > 0; rest -= 250) advance(Math.min(rest, 250));
                if (current.isOver()) again(consumer);
            }
            for (int second = 0; second < 400 && next <= arrivals.size(); second++) {
                advance(1_000);
                if (current.isOver()) again(consumer);
            }
            assertThat(next).isEqualTo(arrivals.size() + 1);
        }
    }

    private long now() {
        return streams.nowMillis();
    }

    private void put(Random random) {
        PutBatch batch = new PutBatch();
        int count = 1 + random.nextInt(4);
        int bytes = random.nextInt(10) == 0 ? 1 << 20 : random.nextInt(200_000);
        for (int i = 0; i < count; i++) batch.add(new byte[] {'k'}, new byte[bytes]);
        assertThat(shard.append(batch).toCompletableFuture()).isCompleted();
        for (int i = 0; i < count; i++) arrivals.add(now());
        take();
    }

    private void advance(long millis) {
        streams.clock().advance(Duration.ofMillis(millis));
        take();
        if (!current.isOver()) assertThat(now() - lastEvent).as("quiet for").isLessThanOrEqualTo(MOST_QUIET + (next <= arrivals.size() ? 1_000 : 0));
    }

    private void subscribe(String consumer, long from) {
        current = streams.consumers().subscribe(consumer, shard, from);
        begun = now();
        lastEvent = now();
        given = 0;
        ready = true;
        current.onReady(() -> ready = true);
        take();
    }

    private void again(String consumer) {
        assertThat(now() - begun).isGreaterThanOrEqualTo(LIFE);
        assertThat(current.next()).isEmpty();
        current.close();
        subscribe(consumer, next);
    }

    private void take() {
        if (!ready) return;
        ready = false;
        for (Optional<Subscription.Event> event = current.next(); event.isPresent(); event = current.next()) look((Subscription.Records) event.get());
    }

    private void look(Subscription.Records event) {
        ShardRecords records = event.records();
        assertThat(now() - begun).isLessThan(LIFE);
        assertThat(records.firstIndex()).isEqualTo(next);
        for (int i = 0; i < records.count(); i++) assertThat(records.arrivalMillis(i)).isEqualTo(arrivals.get((int) next - 1 + i));
        next = records.nextIndex();
        boolean atTip = next == arrivals.size() + 1;
        long behind = atTip ? 0 : arrivals.get(arrivals.size() - 1) - arrivals.get((int) next - 2);
        assertThat(records.millisBehindLatest()).isEqualTo(atTip ? 0 : Math.max(1, behind));
        assertThat(shard.indexOf(event.continuation().orElseThrow(), true)).as("goes on after %s", event.continuation()).isEqualTo(next);
        assertThat(given).as("bytes before this event").isLessThanOrEqualTo(BYTES_A_SECOND * (now() - begun) / 1_000 + 1);
        given += records.sizeBytes();
        lastEvent = now();
    }
}
