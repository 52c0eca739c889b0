package io.anabranch.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static List<Long> samples(LongUnaryOperator value) {
        return LongStream.range(0, 45).map(value).boxed().toList();
    }

    @Test
    void warmingUpIsNotRising() {
        assertThat(Growth.rises(samples(i -> Math.min(i * 10, 150)), 4)).isFalse();
    }

    @Test
    void outliersAreNotRising() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(Growth.rises(samples(i -> i % 10 == 9 ? 1_000 : 100 + random.nextLong(10)), 4)).isFalse();
    }

    @Test
    void aSteadyRiseIsSeen() {
        assertThat(Growth.rises(samples(i -> 100 + 2 * i), 4)).isTrue();
        assertThat(Growth.rises(samples(i -> i), 4)).isTrue();
    }

    @Test
    void whatFallsIsNotRising() {
        assertThat(Growth.rises(samples(i -> 1_000 - i), 0)).isFalse();
    }
}
