package io.anabranch.lease.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The production loops under random faults. {@code -Dseed=42} replays one seed ({@code -Dtrace=true} prints what happens),
 * {@code -Dseeds=100000} searches.
 */
class SimulationTest {
    private static final long FIRST_SEED = 1_000;

    /** The stand-by had seen the release before the holder's own claim, and claimed over it when its write was refused. */
    @Test
    void aStandByDoesNotClaimOverAHolderThatHasJustClaimed() {
        runOf(1504);
    }

    @Test
    void promisesHoldUnderRandomFaults() {
        Long one = Long.getLong("seed");
        LongStream seeds = one != null ? LongStream.of(one) : LongStream.range(FIRST_SEED, FIRST_SEED + Long.getLong("seeds", 2_000));
        seeds.forEach(seed -> runOf(seed));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSameSeedIsTheSameRun(long seed) {
        assertThat(runOf(seed)).isEqualTo(runOf(seed));
    }

    private static String runOf(long seed) {
        try {
            return RandomFaults.run(new World(seed)).trace();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + " (replay with -Dseed=" + seed + "); it needs only " + Shrinking.of(seed, World::new), e);
        }
    }
}
