package io.anabranch.samples.cli;

import io.anabranch.kcl.replay.ReplayProgress;
import io.anabranch.samples.fleet.Screen;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One line that says how far a replay is, drawn again in its place a few times a second; only for a terminal. */
final class ReplayMeter implements ReplayProgress {
    private static final long EVERY_NANOS = 250_000_000L;

    private final Screen terminal;
    private final LongSupplier nanos;
    private final long begunNanos;
    private long shownNanos;

    ReplayMeter(Screen terminal, LongSupplier nanos) {
        this.terminal = terminal;
        this.nanos = nanos;
        this.begunNanos = nanos.getAsLong();
        this.shownNanos = begunNanos;
    }

    @Override
    public void progress(Step step) {
        long now = nanos.getAsLong();
        if (now - shownNanos < EVERY_NANOS) return;
        shownNanos = now;
        terminal.show(line(step, (now - begunNanos) / 1e9), List.of(), now);
    }

    private static String line(Step step, double seconds) {
        return String.format(Locale.ROOT, "%3.0f %%  %,d records, %,.0f/s, %d of %d shards done", step.fraction() * 100, step.records(),
                step.records() / seconds, step.shardsDone(), step.shards());
    }
}
