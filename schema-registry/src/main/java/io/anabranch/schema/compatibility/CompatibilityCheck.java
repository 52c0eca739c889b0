package io.anabranch.schema.compatibility;

import io.anabranch.schema.model.Compatibility;
import io.anabranch.schema.model.Violation;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** Says whether a definition may follow the versions before it, by Avro's rules of schema resolution, and if not, every reason. */
public final class CompatibilityCheck {
    private CompatibilityCheck() {}

    /** A version that is already there. */
    public record Earlier(long number, Schema schema) {}

    /**
     * Every rule of {@code mode} that {@code candidate} breaks; empty if it may follow.
     *
     * @param earlier the available versions from the checkpoint on, newest first; the modes without {@code _ALL} look at the first only
     */
    public static List<Violation> violations(Compatibility mode, Schema candidate, List<Earlier> earlier) {
        var found = new ArrayList<Violation>();
        for (Earlier version : mode.all() ? earlier : earlier.subList(0, Math.min(1, earlier.size()))) {
            if (mode.readsEarlier()) collect(found, version.number(), candidate, version.schema());
            if (mode.readByEarlier()) collect(found, version.number(), version.schema(), candidate);
        }
        return List.copyOf(found);
    }

    private static void collect(List<Violation> found, long against, Schema reader, Schema writer) {
        for (Incompatibility each : SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getResult().getIncompatibilities()) {
            found.add(new Violation(against, each.getLocation(), each.getType().name(), each.getMessage()));
        }
    }
}
