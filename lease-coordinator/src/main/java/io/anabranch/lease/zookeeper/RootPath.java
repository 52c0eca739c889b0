package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.StoreException;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** Creates the nodes of a connect string's root that are missing. It looks before it creates: the parent may be closed to this client. */
final class RootPath {
    private final ZooKeeper handle;
    private final String root;

    RootPath(ZooKeeper handle, String root) {
        this.handle = handle;
        this.root = root;
    }

    /**
     * Calls one of the two on the event thread, or at once if there is no root; neither if the connection is lost meanwhile: then call again when it is
     * back, nodes that exist already do no harm.
     */
    void ensure(Runnable done, Consumer<StoreException> refused) {
        ensure(root.indexOf('/', 1), done, refused);
    }

    /** @param end where the path of the node to look at ends, or -1 for the whole root */
    private void ensure(int end, Runnable done, Consumer<StoreException> refused) {
        if (root.isEmpty()) {
            done.run();
            return;
        }
        String node = end < 0 ? root : root.substring(0, end);
        Runnable next = end < 0 ? done : () -> ensure(root.indexOf('/', end + 1), done, refused);
        handle.exists(node, false, (code, p, c, stat) -> {
            if (Code.get(code) == Code.NONODE) {
                create(node, next, refused);
            } else {
                settle(Code.get(code), node, next, refused);
            }
        }, null);
    }

    private void create(String node, Runnable next, Consumer<StoreException> refused) {
        handle.create(node, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT,
                (code, p, c, name) -> settle(Code.get(code), node, next, refused), null);
    }

    private static void settle(Code code, String node, Runnable next, Consumer<StoreException> refused) {
        if (code == Code.OK || code == Code.NODEEXISTS) {
            next.run();
        } else if (Failures.kind(code) == StoreException.Kind.REJECTED) {
            refused.accept(Failures.of(code, -1, "create root " + node));
        }
    }
}
