package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.CoordinationStore;
import java.io.IOException;
import java.nio.file.Path;

/** Coordination on ZooKeeper: an ensemble somewhere, or a server embedded in one of the processes of this machine. */
public final class ZooKeeper {
    private ZooKeeper() {}

    /**
     * A store on an ensemble. Returns at once; connecting begins with the first session and goes on until it succeeds or the store is closed.
     *
     * @param connectString {@code host:port}, several separated by commas, optionally followed by a path under which everything is kept; the path is
     *     created if it is missing
     * @throws IllegalArgumentException if the connect string is not of this form
     */
    public static CoordinationStore connect(String connectString) {
        return new ZooKeeperStore(ConnectString.parse(connectString));
    }

    /**
     * A store on the embedded server of a folder, for processes of one machine. Whoever comes first hosts the server, the others join it; when the host
     * ends, in whatever way, one of the others takes over within about a second, with all data and living sessions. Blocks until the folder's server
     * runs or has been found.
     *
     * @param folder local, created if missing; keep it away from network file systems, whose locks cannot be relied on
     * @throws IOException if the folder cannot be used, or its host has not shown itself in time
     */
    public static CoordinationStore embedded(Path folder) throws IOException {
        return EmbeddedStore.open(folder);
    }
}
