package io.anabranch.samples.cli;

import io.anabranch.samples.fleet.Screen;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One line on standard error that says how far a long work is, a few times a second; only for a terminal. */
final class WorkMeter {
    private static final long EVERY_NANOS = 250_000_000L;

    private final Screen screen;
    private final boolean shown;
    private final LongSupplier nanos;
    private long begunNanos;
    private long lastNanos;

    static WorkMeter onError(PrintWriter err) {
        return new WorkMeter(new Screen(err, true), Terminals.errorIsTerminal(), System::nanoTime);
    }

    private WorkMeter(Screen screen, boolean shown, LongSupplier nanos) {
        this.screen = screen;
        this.shown = shown;
        this.nanos = nanos;
        begin();
    }

    /** Time counts from here. */
    void begin() {
        begunNanos = nanos.getAsLong();
        lastNanos = begunNanos;
    }

    void records(long records) {
        if (!shown || (records & 0x3F) != 0) return;
        long now = nanos.getAsLong();
        if (now - lastNanos < EVERY_NANOS) return;
        lastNanos = now;
        screen.show(line(records), List.of(), now);
    }

    /** A line that stays: what was done. */
    void done(long records) {
        erase();
        screen.say(line(records));
    }

    private String line(long records) {
        double seconds = (nanos.getAsLong() - begunNanos) / 1e9;
        return String.format(Locale.ROOT, "%,d records in %.1f s, %,.0f/s", records, seconds, seconds > 0 ? records / seconds : 0);
    }

    /** Takes the line back. */
    void erase() {
        if (shown) screen.erase();
    }
}
