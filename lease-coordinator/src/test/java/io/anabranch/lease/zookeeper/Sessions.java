package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.CoordinationSession;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;

/** Ends sessions on the server's side: whoever knows a session's id and password can take it over and close it. */
final class Sessions {
    private Sessions() {}

    static void kill(CoordinationSession session, String servers) throws Exception {
        ZooKeeper victim = ((ZooKeeperSession) session).handle();
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper killer = new ZooKeeper(servers, 10_000, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        }, victim.getSessionId(), victim.getSessionPasswd());
        if (!connected.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("could not take over session " + session.id());
        }
        killer.close();
    }
}
