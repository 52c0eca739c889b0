package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long NOW = 1_772_359_200_000L;
    private static final long MIB = 1 << 20;

    @Test
    void aSecondsWorthMayComeAtOnceAndNoMore() {
        var bucket = new TokenBucket(5);
        for (int i = 0; i < 5; i++) assertThat(bucket.take(NOW, 1)).isTrue();
        assertThat(bucket.take(NOW, 1)).isFalse();
        assertThat(bucket.take(NOW + 199, 1)).isFalse();
        assertThat(bucket.take(NOW + 200, 1)).as("a fifth of a second later").isTrue();
        assertThat(bucket.take(NOW + 200, 1)).isFalse();
    }

    @Test
    void aRefusalCostsNothing() {
        var bucket = new TokenBucket(MIB);
        assertThat(bucket.take(NOW, MIB - 10)).isTrue();
        for (int i = 0; i < 100; i++) assertThat(bucket.take(NOW, 11)).isFalse();
        assertThat(bucket.take(NOW, 10)).isTrue();
    }

    @Test
    void whatIsLargerThanASecondsWorthPassesAndIsPaidOff() {
        var bucket = new TokenBucket(MIB);
        assertThat(bucket.take(NOW, MIB / 2)).isTrue();
        assertThat(bucket.take(NOW, 10 * MIB)).as("absorbed").isTrue();
        assertThat(bucket.owedMillis(NOW)).isEqualTo(10_000);
        assertThat(bucket.take(NOW + 9_999, 1)).isFalse();
        assertThat(bucket.take(NOW + 9_999, 10 * MIB)).as("one after the other").isFalse();
        assertThat(bucket.take(NOW + 10_001, 1)).isTrue();
    }

    @Test
    void whatIsKnownAfterwardsBlocksUntilItIsPaidOff() {
        var bucket = new TokenBucket(2 * MIB);
        assertThat(bucket.passes(NOW, 0)).isTrue();
        bucket.spend(10 * MIB);
        assertThat(bucket.passes(NOW + 4_999, 0)).isFalse();
        assertThat(bucket.passes(NOW + 5_000, 0)).isTrue();
    }

    @Test
    void aLongPauseIsWorthASecond() {
        var bucket = new TokenBucket(5);
        for (int i = 0; i < 5; i++) bucket.take(NOW, 1);
        long later = NOW + 400L * 24 * 60 * 60 * 1_000;
        for (int i = 0; i < 5; i++) assertThat(bucket.take(later, 1)).isTrue();
        assertThat(bucket.take(later, 1)).isFalse();
    }

    @Test
    void timeThatGoesBackBringsNothing() {
        var bucket = new TokenBucket(5);
        for (int i = 0; i < 5; i++) bucket.take(NOW, 1);
        assertThat(bucket.take(NOW - 60_000, 1)).isFalse();
        assertThat(bucket.take(NOW, 1)).isFalse();
    }

    /** Whatever comes, no stretch of time lets more pass than its rate, a second's worth, and one that was too large. */
    @Test
    void theRateHoldsOverAnyStretch() {
        long seed = Long.getLong("seed", new Random().nextLong());
        var random = new Random(seed);
        var bucket = new TokenBucket(1_000);
        long now = NOW;
        long passed = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(50);
            long cost = random.nextInt(20) == 0 ? random.nextInt(10_000) : random.nextInt(100);
            if (bucket.take(now, cost)) passed += cost;
            assertThat(passed * 1_000).as("-Dseed=%d", seed).isLessThanOrEqualTo((now - NOW) * 1_000 + 11_000_000);
        }
    }
}
