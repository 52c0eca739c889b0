package io.anabranch.simulator.admin;

import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/** Copies the data folder while it is served. */
public final class SnapshotRoute {
    private static final String WANTED = "wants {\"to\": \"FOLDER\"}, an absolute path that is free or an empty folder";

    private final Snapshots snapshots;

    /** Makes copies. */
    @FunctionalInterface
    public interface Snapshots {
        /** @throws IllegalArgumentException if there can be no copy at {@code target} */
        void take(Path target) throws IOException;
    }

    SnapshotRoute(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    Reply take(byte[] body) throws IOException {
        Path target = target(body);
        try {
            snapshots.take(target);
        } catch (FileSystemException e) {
            throw new IllegalArgumentException("no snapshot in " + target + ": " + e, e);
        }
        return Reply.json("snapshot", target);
    }

    private static Path target(byte[] body) {
        try {
            if (WireReader.read(WireFormat.JSON, body) instanceof WireValue.Structure input
                    && input.members().keySet().equals(Set.of("to"))
                    && input.members().get("to") instanceof WireValue.Text text) {
                Path target = Path.of(text.value());
                if (target.isAbsolute()) return target;
            }
        } catch (WireException | InvalidPathException e) {
            throw new IllegalArgumentException(WANTED, e);
        }
        throw new IllegalArgumentException(WANTED);
    }
}
