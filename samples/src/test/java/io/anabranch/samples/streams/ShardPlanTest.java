package io.anabranch.samples.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardPlanTest {
    /** The most of incoming / 1024, records / 1000, outgoing / 2048, and what fan-out needs. */
    @ParameterizedTest
    @CsvSource({"1, 1, 0, 0, 1", "1000, 1024, 1, 0, 1", "1001, 100, 1, 0, 2", "1024, 1025, 1, 0, 2", "100, 102400, 2, 0, 10", "100, 102400, 3, 0, 15",
        "100, 102400, 0, 9, 10", "5000, 300, 3, 1, 8", "1000000000, 10485760, 1, 1, 10000000000"})
    void theFormulaIsThatOfTheDocumentation(long records, long bytes, int consumers, int fanOut, long shards) {
        assertThat(new ShardPlan(records, bytes, consumers, fanOut).shards()).isEqualTo(shards);
    }

    @Test
    void everyStepIsTold() {
        assertThat(new ShardPlan(5000, 300, 3, 1).reasoning()).containsExactly("record    300 B, counts as 1 KB", "incoming  5,000 KB/s / 1,024 = 5 shards",
                "records   5,000 records/s / 1,000 = 5 shards", "outgoing  15,000 KB/s (3 sharing) / 2,048 = 8 shards",
                "fan-out   5,000 KB/s for each of 1 / 2,048 = 3 shards", "needed    8 shards, the most of these");
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 0, 0", "1, 0, 0, 0", "1, 10485761, 0, 0", "1, 1, -1, 0", "1, 1, 0, -1"})
    void whatCannotBeIsRefused(long records, long bytes, int consumers, int fanOut) {
        assertThatThrownBy(() -> new ShardPlan(records, bytes, consumers, fanOut)).isInstanceOf(IllegalArgumentException.class);
    }
}
