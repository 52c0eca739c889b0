package io.anabranch.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.replay.ReplayProgress.Step;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.samples.fleet.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReplayMeterTest {
    private final AtomicLong nanos = new AtomicLong(7_000_000_000L);
    private final StringWriter terminal = new StringWriter();
    private final ReplayMeter meter = new ReplayMeter(new Screen(new PrintWriter(terminal), true), nanos::get);

    private void stepAt(long millis, long records, double fraction) {
        nanos.set(7_000_000_000L + millis * 1_000_000L);
        meter.progress(new Step(records, records * 100, new ShardId("shardId-000000000000"), Instant.EPOCH, 1, 4, fraction));
    }

    @Test
    void saysHowFarAndHowFast() {
        stepAt(500, 1_000_000, 0.25);
        assertThat(terminal.toString()).isEqualTo(" 25 %  1,000,000 records, 2,000,000/s, 1 of 4 shards done\n");
    }

    @Test
    void drawsAFewTimesASecondAndInItsPlace() {
        for (int millis = 0; millis < 1000; millis++) stepAt(millis, millis, 0.5);
        assertThat(terminal.toString()).hasLineCount(3).contains("\033[1F\033[J");
    }
}
