package io.anabranch.lease.zookeeper;

import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.CoordinationStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** One real server for all tests; each has a root of its own in it. */
final class ZooKeeperStoreTest extends CoordinationStoreContract {
    @TempDir
    static Path folder;

    private static EmbeddedZooKeeper server;
    private static int roots;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedZooKeeper.start(folder, 0);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected CoordinationStore emptyStore() {
        return ZooKeeper.connect(server.connectString() + "/tests/" + roots++);
    }

    @Override
    protected void expire(CoordinationSession session) throws Exception {
        Sessions.kill(session, server.connectString());
    }
}
