package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Life of registered consumers, on a clock that only this test moves. */
class ConsumersTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration DELAY = Duration.ofMillis(500);

    @TempDir
    Path data;

    private Simulator simulator;
    private Consumers consumers;

    @BeforeEach
    void start() throws IOException {
        open(StateDelays.NONE);
        simulator.streams().create("s", 1);
    }

    private void open(StateDelays delays) throws IOException {
        simulator = Simulator.open(
                SimulatorSettings.at(data).withClock(new SettableClock(START)).withClockStandingStill(true).withStateDelays(delays));
        consumers = simulator.streams().consumers();
    }

    private void reopen(StateDelays delays) throws IOException {
        simulator.close();
        open(delays);
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    private ConsumerDescription register(String name) {
        return consumers.register("s", name, Map.of());
    }

    private void advance(Duration time) {
        simulator.streams().clock().advance(time);
    }

    private static void assertRefused(ErrorType type, String message, Runnable call) {
        assertThatThrownBy(call::run).hasMessage(message).isInstanceOfSatisfying(StreamException.class, e -> assertThat(e.type()).isEqualTo(type));
    }

    @Test
    void withoutADelayAConsumerIsActiveAtOnceAndGoneAtOnce() {
        ConsumerDescription registered = register("c");
        assertThat(registered.status()).isEqualTo(ConsumerStatus.ACTIVE);
        assertThat(registered.arn()).isEqualTo("arn:aws:kinesis:us-east-1:000000000000:stream/s/consumer/c:" + START.getEpochSecond());
        assertThat(consumers.describe("s", "c")).isEqualTo(registered);
        assertThat(consumers.describe(registered.arn())).isEqualTo(registered);
        consumers.deregister(registered);
        assertThat(consumers.list("s")).isEmpty();
    }

    @Test
    void delaysLastAsLongAsTheySay() throws IOException {
        reopen(new StateDelays(Duration.ZERO, Map.of("RegisterStreamConsumer", DELAY, "DeregisterStreamConsumer", DELAY.multipliedBy(2))));
        ConsumerDescription registered = register("c");
        assertThat(registered.status()).isEqualTo(ConsumerStatus.CREATING);
        assertRefused(
                ErrorType.RESOURCE_IN_USE,
                "Consumer c with creation timestamp " + START.getEpochSecond() + " under stream: s , account 000000000000 is not in ACTIVE status.",
                () -> consumers.describeActive(registered.arn()));
        advance(DELAY.minusMillis(1));
        assertThat(consumers.describe("s", "c").status()).isEqualTo(ConsumerStatus.CREATING);
        advance(Duration.ofMillis(1));
        assertThat(consumers.describe("s", "c").status()).isEqualTo(ConsumerStatus.ACTIVE);
        consumers.deregister(registered);
        advance(DELAY);
        assertThat(consumers.describe("s", "c").status()).isEqualTo(ConsumerStatus.DELETING);
        advance(DELAY);
        assertThat(consumers.list("s")).isEmpty();
    }

    @Test
    void whatWasUnderWayIsOverWhenTheFolderIsOpenedAgain() throws IOException {
        ConsumerDescription leaving = register("leaving");
        ConsumerDescription kept = register("kept");
        reopen(StateDelays.of(DELAY));
        register("coming");
        consumers.deregister(leaving);
        assertThat(consumers.list("s")).extracting(ConsumerDescription::status)
                .containsExactly(ConsumerStatus.CREATING, ConsumerStatus.ACTIVE, ConsumerStatus.DELETING);
        reopen(StateDelays.of(DELAY));
        assertThat(consumers.list("s")).extracting(ConsumerDescription::name).containsExactly("coming", "kept");
        assertThat(consumers.list("s")).extracting(ConsumerDescription::status).containsOnly(ConsumerStatus.ACTIVE);
        assertThat(consumers.describe("s", "kept")).isEqualTo(kept);
    }

    @Test
    void aConsumerThatLeavesWhileItComesStaysAway() throws IOException {
        reopen(StateDelays.of(DELAY));
        ConsumerDescription registered = register("c");
        advance(DELAY.dividedBy(2));
        consumers.deregister(registered);
        advance(DELAY.dividedBy(2));
        assertThat(consumers.describe("s", "c").status()).isEqualTo(ConsumerStatus.DELETING);
        advance(DELAY.dividedBy(2));
        assertThat(consumers.list("s")).isEmpty();
    }

    @Test
    void twentyAreEnough() {
        for (int i = 0; i < 20; i++) register("c" + i);
        assertRefused(
                ErrorType.LIMIT_EXCEEDED,
                "This request would exceed the limit of 20 consumers of stream s under account 000000000000.",
                () -> register("more"));
        consumers.deregister(consumers.describe("s", "c7"));
        register("more");
    }

    @Test
    void fiveMayComeAtOnce() throws IOException {
        reopen(StateDelays.of(DELAY));
        for (int i = 0; i < 5; i++) register("c" + i);
        assertRefused(
                ErrorType.LIMIT_EXCEEDED,
                "This request would exceed the limit of 5 consumers in state CREATING of stream s under account 000000000000.",
                () -> register("more"));
        advance(DELAY);
        register("more");
    }

    @Test
    void aNameIsTakenOnce() {
        register("c");
        assertRefused(
                ErrorType.RESOURCE_IN_USE,
                "Consumer c with creation timestamp " + START.getEpochSecond() + " under stream: s , account 000000000000 already exists.",
                () -> register("c"));
    }

    @Test
    void aStreamWithConsumersIsDeletedOnlyTogetherWithThem() throws IOException {
        ConsumerDescription registered = register("c");
        assertThatThrownBy(() -> simulator.streams().delete("s", false))
                .hasMessageStartingWith("DeleteStream can't delete arn:aws:kinesis:us-east-1:000000000000:stream/s because there are consumers");
        reopen(StateDelays.of(DELAY));
        simulator.streams().delete("s", true);
        assertRefused(
                ErrorType.RESOURCE_NOT_FOUND,
                "Consumer " + registered.arn() + ", account 000000000000 not found.",
                () -> consumers.describe(registered.arn()));
        assertRefused(
                ErrorType.RESOURCE_IN_USE,
                "Stream s under account 000000000000 not ACTIVE, instead in state DELETING",
                () -> register("late"));
    }

    @Test
    void nobodySeesTheConsumersOfOthers() {
        ConsumerDescription registered = register("c");
        Consumers others = simulator.streams().of(new Identity("111111111111", "us-east-1")).consumers();
        assertRefused(
                ErrorType.RESOURCE_NOT_FOUND,
                "Consumer " + registered.arn() + ", account 111111111111 not found.",
                () -> others.describe(registered.arn()));
    }
}
