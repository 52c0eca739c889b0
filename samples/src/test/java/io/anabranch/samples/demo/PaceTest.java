package io.anabranch.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void aPhaseNeverUsesMoreThanItsShareAndKeepsSomethingLeftForLong() {
        Pace pace = new Pace(20_000);
        pace.allow(0.25);
        long sent = 0;
        for (int tick = 0; tick < 150; tick++) {
            long now = pace.next(sent);
            assertThat(now).as("tick %d", tick).isPositive();
            sent += now;
        }
        assertThat(sent).isBetween(4_000L, 5_000L);
        for (int tick = 0; tick < 10_000; tick++) sent += pace.next(sent);
        assertThat(sent).isEqualTo(5_000);
    }

    @Test
    void theRestGoesFlatOut() {
        Pace pace = new Pace(20_000);
        pace.allow(0.25);
        pace.flatOut();
        assertThat(pace.next(1_000)).isEqualTo(19_000);
        assertThat(pace.next(20_000)).isZero();
    }
}
