package io.anabranch.kcl.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.run.Phase.Signal;
import io.anabranch.kcl.run.Situation.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhaseTest {
    @ParameterizedTest
    @EnumSource(Phase.class)
    void aLossStopsEveryPhase(Phase phase) {
        assertThat(phase.next(Signal.LOST)).isEqualTo(Phase.STOPPED);
    }

    @ParameterizedTest
    @EnumSource(Signal.class)
    void stoppedStaysStopped(Signal signal) {
        assertThat(Phase.STOPPED.next(signal)).isEqualTo(Phase.STOPPED);
    }

    @Test
    void everyPhaseCanBeReachedAndEveryPhaseCanEnd() {
        Set<Phase> reached = EnumSet.of(Phase.WAITING);
        for (int i = 0; i < Phase.values().length; i++) {
            for (Phase phase : EnumSet.copyOf(reached)) Arrays.stream(Signal.values()).map(phase::next).forEach(reached::add);
        }
        assertThat(reached).containsExactlyInAnyOrder(Phase.values());
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void withoutAValidLeaseTheProcessorIsNotCalled(Phase phase) {
        Step step = new Situation(phase, false, false, Step.REST, true, true, true).next();
        assertThat(step).isIn(Step.REST, Step.SAVE_END, Step.RELEASE);
    }

    @Test
    void whatFailedComesBeforeAnythingElse() {
        assertThat(new Situation(Phase.PROCESSING, true, false, Step.PROCESS_RECORDS, true, true, false).next()).isEqualTo(Step.PROCESS_RECORDS);
        assertThat(new Situation(Phase.PROCESSING, true, false, Step.REST, true, true, false).next()).isEqualTo(Step.FIRE_TIMER);
    }

    @Test
    void theEndIsReachedOnlyWhenEveryBatchIsDone() {
        assertThat(new Situation(Phase.PROCESSING, true, false, Step.REST, false, true, true).next()).isEqualTo(Step.PROCESS_RECORDS);
        assertThat(new Situation(Phase.PROCESSING, true, false, Step.REST, false, false, true).next()).isEqualTo(Step.REACH_END);
    }

    @Test
    void pausesDoubleUpToTheirLimitAndJitterShortensThem() {
        var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
        assertThat(backoff.after(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.after(3)).isEqualTo(Duration.ofMillis(400));
        assertThat(backoff.after(1_000_000)).isEqualTo(Duration.ofSeconds(1));
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) assertThat(backoff.after(2, random)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    }

    @Test
    void fetchesGrowWhenFullAndShrinkWhenIdle() {
        assertThat(Prefetch.nextWish(1 << 20, 1 << 20)).isEqualTo(4 << 20);
        assertThat(Prefetch.nextWish(4 << 20, 4 << 20)).isEqualTo(4 << 20);
        assertThat(Prefetch.nextWish(4 << 20, 0)).isEqualTo(32 << 10);
        assertThat(Prefetch.nextWish(1 << 20, 300 << 10)).isEqualTo(1 << 20);
        assertThat(Prefetch.nextWish(1 << 20, 1000)).isEqualTo(256 << 10);
        assertThat(Prefetch.nextWish(1000, 900)).isEqualTo(32 << 10);
    }
}
