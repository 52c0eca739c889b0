package io.anabranch.samples.fleet;

import io.anabranch.samples.fleet.FleetView.Owned;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The fleet as lines of text. */
public final class FleetTable {
    private FleetTable() {}

    /** A heading and one line a claim. */
    public static List<String> lines(FleetView view) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format("  %-22s %-12s %12s %12s %10s", "shard", "owner", "epoch", "records", "lag"));
        for (Owned owned : view.owned()) {
            lines.add(String.format(Locale.ROOT, "  %-22s %-12s %12d %,12d %10s", owned.status().shard(), owned.worker(), owned.status().epoch(),
                    owned.status().records(), lag(owned.status().behindMillis())));
        }
        return lines;
    }

    /** The claims in one line, for output that is no terminal. */
    public static String oneLine(FleetView view) {
        List<String> parts = new ArrayList<>();
        view.owned().forEach(owned -> parts.add(owned.status().shard().replaceFirst("^shardId-0*(?=\\d)", "") + "=" + owned.worker()));
        return String.join(" ", parts);
    }

    private static String lag(long millis) {
        return millis < 1_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }
}
