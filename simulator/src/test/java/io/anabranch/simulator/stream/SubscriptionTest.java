package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is pushed and when, on a clock that only this test moves. */
class SubscriptionTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final ShardId FIRST = new ShardId(0);

    @TempDir
    Path data;

    private Simulator simulator;
    private Streams streams;
    private ServiceClock clock;
    private Shard shard;
    private String consumer;
    private int woken;

    private void open(Limits limits) throws IOException {
        begin(limits);
        streams.create("s", 1);
        shard = streams.stream("s").shard(FIRST);
        consumer = streams.consumers().register("s", "c", Map.of()).arn();
    }

    private void begin(Limits limits) throws IOException {
        simulator = Simulator.open(SimulatorSettings.at(data).withClock(new SettableClock(START)).withClockStandingStill(true).withLimits(limits));
        streams = simulator.streams();
        clock = streams.clock();
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    private void advance(long millis) {
        clock.advance(Duration.ofMillis(millis));
    }

    private void put(int count, int bytes) {
        PutBatch batch = new PutBatch();
        for (int i = 0; i < count; i++) batch.add("k".getBytes(StandardCharsets.UTF_8), new byte[bytes]);
        assertThat(shard.append(batch).toCompletableFuture()).isCompleted();
    }

    private Subscription subscribe(long nextIndex) {
        Subscription opened = streams.consumers().subscribe(consumer, shard, nextIndex);
        opened.onReady(() -> woken++);
        return opened;
    }

    private static Subscription.Records records(Subscription from) {
        return (Subscription.Records) from.next().orElseThrow();
    }

    private static void assertRefused(ErrorType type, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StreamException.class, e -> assertThat(e.type()).isEqualTo(type));
    }

    private static void assertFailed(ErrorType type, Subscription ended) {
        assertThat(((Subscription.Failed) ended.next().orElseThrow()).cause().type()).isEqualTo(type);
        assertThat(ended.isOver()).isTrue();
        assertThat(ended.next()).isEmpty();
    }

    /** The continuation must be good to begin again with, whether a record has that number or none. */
    private void assertContinues(Subscription.Records event, long nextIndex) {
        assertThat(shard.indexOf(event.continuation().orElseThrow(), true)).isEqualTo(nextIndex);
    }

    @Test
    void theFirstEventSaysWhereReadingGoesOnAlthoughThereIsNoRecord() throws IOException {
        open(Limits.RELAXED);
        Subscription opened = subscribe(shard.firstIndex());
        Subscription.Records event = records(opened);
        assertThat(event.records().count()).isZero();
        assertThat(event.records().millisBehindLatest()).isZero();
        assertContinues(event, 1);
        assertThat(opened.next()).isEmpty();
    }

    @Test
    void recordsWakeAndAreGivenOnce() throws IOException {
        open(Limits.RELAXED);
        Subscription opened = subscribe(shard.nextIndex());
        opened.next();
        woken = 0;
        put(3, 10);
        put(1, 10);
        assertThat(woken).isEqualTo(2);
        Subscription.Records event = records(opened);
        assertThat(event.records().count()).isEqualTo(4);
        assertThat(event.continuation()).contains(event.records().sequenceNumber(3));
        assertContinues(event, 5);
        assertThat(opened.next()).isEmpty();
    }

    @Test
    void howFarBehindIsMeasuredToTheNewestRecord() throws IOException {
        open(Limits.RELAXED);
        put(1, 200 << 10);
        advance(1_500);
        put(1, 200 << 10);
        Subscription opened = subscribe(shard.firstIndex());
        assertThat(records(opened).records().millisBehindLatest()).isEqualTo(1_500);
        assertThat(records(opened).records().millisBehindLatest()).isZero();
    }

    @Test
    void aQuietLineIsKeptAliveEveryFiveSecondsWithANumberThatMoves() throws IOException {
        open(Limits.RELAXED);
        Subscription opened = subscribe(shard.nextIndex());
        put(1, 10);
        SequenceNumber before = records(opened).continuation().orElseThrow();
        for (int i = 0; i < 10; i++) {
            assertThat(opened.next()).isEmpty();
            woken = 0;
            advance(4_999);
            assertThat(opened.next()).isEmpty();
            assertThat(woken).isZero();
            advance(1);
            assertThat(woken).isEqualTo(1);
            Subscription.Records event = records(opened);
            assertThat(event.records().count()).isZero();
            assertThat(event.continuation().orElseThrow()).isGreaterThan(before);
            assertContinues(event, 2);
            before = event.continuation().orElseThrow();
        }
        put(1, 10);
        assertThat(records(opened).continuation().orElseThrow()).isGreaterThan(before);
    }

    @Test
    void anEventPutsTheNextSignOfLifeOff() throws IOException {
        open(Limits.RELAXED);
        Subscription opened = subscribe(shard.nextIndex());
        opened.next();
        assertThat(opened.next()).isEmpty();
        advance(3_000);
        put(1, 10);
        assertThat(records(opened).records().count()).isEqualTo(1);
        assertThat(opened.next()).isEmpty();
        advance(2_000);
        assertThat(opened.next()).isEmpty();
        advance(3_000);
        assertThat(records(opened).records().count()).isZero();
    }

    @Test
    void itEndsAfterFiveMinutes() throws IOException {
        open(Limits.RELAXED);
        Subscription opened = subscribe(shard.nextIndex());
        advance(299_999);
        assertThat(opened.isOver()).isFalse();
        assertThat(opened.next()).isPresent();
        woken = 0;
        advance(1);
        assertThat(woken).isEqualTo(1);
        assertThat(opened.isOver()).isTrue();
        assertThat(opened.next()).isEmpty();
    }

    @Test
    void aYoungSubscriptionIsNotTakenOver() throws IOException {
        open(Limits.RELAXED);
        Subscription first = subscribe(shard.nextIndex());
        first.next();
        assertRefused(ErrorType.RESOURCE_IN_USE, () -> subscribe(shard.nextIndex()));
        advance(4_999);
        assertRefused(ErrorType.RESOURCE_IN_USE, () -> subscribe(shard.nextIndex()));
        advance(1);
        Subscription second = subscribe(shard.nextIndex());
        assertFailed(ErrorType.RESOURCE_IN_USE, first);
        first.close();
        assertThat(second.next()).isPresent();
        assertRefused(ErrorType.RESOURCE_IN_USE, () -> subscribe(shard.nextIndex()));
        advance(5_000);
        subscribe(shard.nextIndex());
        assertFailed(ErrorType.RESOURCE_IN_USE, second);
    }

    @Test
    void aCallCountsAlthoughItsSubscriptionIsClosedAlready() throws IOException {
        open(Limits.RELAXED);
        subscribe(shard.nextIndex()).close();
        assertRefused(ErrorType.RESOURCE_IN_USE, () -> subscribe(shard.nextIndex()));
        advance(5_000);
        subscribe(shard.nextIndex());
    }

    @Test
    void withoutLimitsOnlyAnOpenSubscriptionKeepsOthersOut() throws IOException {
        open(Limits.OFF);
        Subscription first = subscribe(shard.nextIndex());
        assertRefused(ErrorType.RESOURCE_IN_USE, () -> subscribe(shard.nextIndex()));
        first.close();
        subscribe(shard.nextIndex());
    }

    @Test
    void strictLimitsAllowOneCallASecond() throws IOException {
        open(Limits.STRICT);
        subscribe(shard.nextIndex());
        assertRefused(ErrorType.LIMIT_EXCEEDED, () -> subscribe(shard.nextIndex()));
        advance(1_000);
        assertRefused(ErrorType.RESOURCE_IN_USE, () -> subscribe(shard.nextIndex()));
    }

    @Test
    void strictLimitsGiveTwoMebibytesASecond() throws IOException {
        open(Limits.RELAXED);
        for (int i = 0; i < 80; i++) put(1, 128 << 10);
        simulator.close();
        begin(Limits.STRICT);
        shard = streams.stream("s").shard(FIRST);
        Subscription opened = subscribe(shard.firstIndex());
        long given = 0;
        for (int millis = 0; millis < 3_000; millis++) {
            for (Optional<Subscription.Event> event = opened.next(); event.isPresent(); event = opened.next())
                given += ((Subscription.Records) event.get()).records().sizeBytes();
            assertThat(given).isBetween((2L << 20) * millis / 1_000, (2L << 20) * millis / 1_000 + (300 << 10));
            advance(1);
        }
    }

    @Test
    void aWaitForTheRateEndsByItself() throws IOException {
        open(Limits.STRICT);
        Subscription opened = subscribe(shard.firstIndex());
        opened.next();
        put(2, 250 << 10);
        assertThat(opened.next()).isPresent();
        assertThat(opened.next()).isEmpty();
        woken = 0;
        advance(200);
        assertThat(woken).isEqualTo(1);
        assertThat(records(opened).records().count()).isEqualTo(1);
    }

    @Test
    void theEndOfAClosedShardIsTheLastEvent() throws IOException {
        open(Limits.RELAXED);
        Subscription opened = subscribe(shard.firstIndex());
        opened.next();
        put(1, 10);
        woken = 0;
        streams.split("s", "0", BigInteger.ONE.shiftLeft(127));
        assertThat(woken).isPositive();
        Subscription.Records event = records(opened);
        assertThat(event.records().count()).isEqualTo(1);
        assertThat(event.records().endOfShard()).isTrue();
        assertThat(event.continuation()).isEmpty();
        assertThat(opened.isOver()).isTrue();
        assertThat(opened.next()).isEmpty();
    }

    @Test
    void aShardEndsOnceThoseThatFollowItAreSeen() throws IOException {
        open(Limits.RELAXED);
        shard.beginMove();
        shard.update(streams.stream("s").state().shard(0).closed(clock.millis()));
        assertThat(shard.read(1, 1, 1).endOfShard()).isFalse();
        shard.finishMove();
        assertThat(shard.read(1, 1, 1).endOfShard()).isTrue();
    }

    @Test
    void whatExpiresBeforeItIsPushedIsPassedOver() throws IOException {
        open(Limits.RELAXED);
        put(2, 10);
        advance(Duration.ofHours(24).minusMinutes(2).toMillis());
        Subscription opened = subscribe(shard.firstIndex());
        advance(Duration.ofMinutes(3).toMillis());
        put(1, 10);
        Subscription.Records event = records(opened);
        assertThat(event.records().firstIndex()).isEqualTo(3);
        assertThat(event.continuation()).contains(event.records().sequenceNumber(0));
    }

    /** After a power cut the log may end before what was read of it. */
    @Test
    void aNumberBehindTheNewestRecordMeansTheRecordToCome() throws IOException {
        open(Limits.RELAXED);
        put(1, 10);
        SequenceNumber lost = shard.origin().number(7, clock.millis());
        assertThat(shard.indexOf(lost, true)).isEqualTo(2);
        assertThat(shard.indexOf(lost, false)).isEqualTo(2);
    }

    @Test
    void damageIsTheLastThingTold() throws IOException {
        open(Limits.RELAXED);
        for (int i = 0; i < 3; i++) put(1, 1_000);
        simulator.close();
        damageSecondRecord();
        begin(Limits.RELAXED);
        shard = streams.stream("s").shard(FIRST);
        Subscription opened = subscribe(shard.firstIndex());
        assertThat(records(opened).records().count()).isEqualTo(1);
        assertFailed(ErrorType.INTERNAL_FAILURE, opened);
    }

    private void damageSecondRecord() throws IOException {
        try (java.util.stream.Stream<Path> files = Files.walk(data)) {
            Path segment = files.filter(file -> file.toString().endsWith(".seg")).findFirst().orElseThrow();
            byte[] bytes = Files.readAllBytes(segment);
            bytes[1_600] ^= 1;
            Files.write(segment, bytes);
        }
    }

    @Test
    void subscriptionsEndWithTheirConsumer() throws IOException {
        open(Limits.RELAXED);
        Subscription opened = subscribe(shard.firstIndex());
        streams.consumers().deregister(streams.consumers().describe(consumer));
        assertThat(woken).isEqualTo(1);
        assertFailed(ErrorType.RESOURCE_NOT_FOUND, opened);
        assertRefused(ErrorType.RESOURCE_NOT_FOUND, () -> subscribe(shard.firstIndex()));
    }

    @Test
    void subscriptionsEndWithTheirStream() throws IOException {
        open(Limits.RELAXED);
        Subscription opened = subscribe(shard.firstIndex());
        opened.next();
        streams.delete("s");
        assertThat(woken).isPositive();
        assertFailed(ErrorType.RESOURCE_NOT_FOUND, opened);
    }

    @Test
    void aConsumerRegisteredAnewUnderItsNameIsAnother() throws IOException {
        open(Limits.RELAXED);
        subscribe(shard.firstIndex());
        streams.consumers().deregister(streams.consumers().describe(consumer));
        advance(1);
        consumer = streams.consumers().register("s", "c", Map.of()).arn();
        assertThat(subscribe(shard.firstIndex()).next()).isPresent();
    }

    @Test
    void aClosedSubscriptionIsWokenNoMore() throws IOException {
        open(Limits.RELAXED);
        Subscription opened = subscribe(shard.nextIndex());
        opened.next();
        opened.next();
        opened.close();
        opened.close();
        woken = 0;
        put(1, 10);
        advance(300_000);
        assertThat(woken).isZero();
    }
}
