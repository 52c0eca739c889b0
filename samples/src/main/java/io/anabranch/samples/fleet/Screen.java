package io.anabranch.samples.fleet;

import java.io.PrintWriter;
import java.util.List;

/** Where progress is shown: on a terminal a block that is drawn again in its place, elsewhere one plain line now and then. Not thread-safe. */
public final class Screen {
    private static final long PLAIN_LINE_EVERY_NANOS = 2_000_000_000L;

    private final PrintWriter out;
    private final boolean terminal;
    private int drawn;
    private long lastPlainNanos = Long.MIN_VALUE;

    public Screen(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** A line that stays. */
    public void say(String line) {
        erase();
        out.println(line);
        out.flush();
    }

    /**
     * Shows how things stand.
     *
     * @param summary  one line, also for output that is no terminal
     * @param table    more lines, for a terminal only
     * @param nowNanos any clock that never goes back
     */
    public void show(String summary, List<String> table, long nowNanos) {
        if (terminal) {
            draw(summary, table);
        } else if (lastPlainNanos == Long.MIN_VALUE || nowNanos - lastPlainNanos >= PLAIN_LINE_EVERY_NANOS) {
            lastPlainNanos = nowNanos;
            out.println(summary);
            out.flush();
        }
    }

    private void draw(String summary, List<String> table) {
        erase();
        out.println(summary);
        table.forEach(out::println);
        drawn = table.size() + 1;
        out.flush();
    }

    /** Takes back what {@link #show} drew. */
    public void erase() {
        if (drawn > 0) out.print("\033[" + drawn + "F\033[J");
        drawn = 0;
    }
}
