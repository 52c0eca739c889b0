package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceDigitsTest {
    private static String written(long creation, int shard, long index, long arrival) {
        byte[] target = new byte[SequenceDigits.LENGTH + 2];
        new SequenceDigits(creation, shard).write(target, 1, index, arrival);
        assertThat(target[0]).isZero();
        assertThat(target[target.length - 1]).isZero();
        return new String(target, 1, SequenceDigits.LENGTH, StandardCharsets.US_ASCII);
    }

    @Test
    void theDigitsAreThoseOfTheNumber() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            long creation = random.nextLong(16_025_175_000L);
            int shard = random.nextInt(1 << random.nextInt(1, 31));
            long index = random.nextLong() >>> random.nextInt(1, 63);
            long arrival = random.nextLong() >>> random.nextInt(28, 63);
            assertThat(written(creation, shard, index, arrival)).isEqualTo(SequenceNumber.of(creation, shard, index, arrival).toString());
        }
    }

    @Test
    void aNumberOwesNothingToTheOneBefore() {
        SequenceDigits digits = new SequenceDigits(1_700_000_000L, 17);
        byte[] target = new byte[SequenceDigits.LENGTH];
        Random random = new Random(6);
        long index = 1;
        long arrival = 1_700_000_001L;
        for (int i = 0; i < 20_000; i++) {
            index = random.nextInt(10) == 0 ? random.nextLong() >>> random.nextInt(1, 63) : index == Long.MAX_VALUE ? 0 : index + 1;
            if (random.nextInt(10) == 0) arrival += random.nextInt(100);
            digits.write(target, 0, index, arrival);
            assertThat(new String(target, StandardCharsets.US_ASCII))
                    .isEqualTo(SequenceNumber.of(1_700_000_000L, 17, index, arrival).toString());
        }
    }

    @Test
    void theLargestOfEverythingFits() {
        long creation = 16_025_174_999L;
        long arrival = (1L << 36) - 1;
        assertThat(written(creation, Integer.MAX_VALUE, Long.MAX_VALUE, arrival))
                .isEqualTo(SequenceNumber.of(creation, Integer.MAX_VALUE, Long.MAX_VALUE, arrival).toString());
        assertThat(written(0, 0, 0, 0)).isEqualTo(SequenceNumber.of(0, 0, 0, 0).toString());
    }
}
