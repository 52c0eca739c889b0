package io.anabranch.lease.zookeeper;

import java.io.IOException;
import java.nio.file.Path;

/** Another server, in this process or another one, hosts the folder. Nothing was changed; {@link ZooKeeper#embedded} joins it instead. */
public final class FolderInUseException extends IOException {
    /** @param folder the folder as the caller named it */
    FolderInUseException(Path folder) {
        super("another ZooKeeper server hosts the folder " + folder);
    }
}
