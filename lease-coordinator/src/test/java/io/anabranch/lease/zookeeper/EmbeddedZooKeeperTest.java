package io.anabranch.lease.zookeeper;

import static io.anabranch.lease.store.Stages.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.RecordingListener;
import io.anabranch.lease.store.Write;
import io.anabranch.lease.store.Write.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EmbeddedZooKeeperTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final RecordingListener listener = new RecordingListener();

    @Test
    void dataAndPortSurviveARestart() throws Exception {
        int port;
        try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(folder.resolve("new"), 0)) {
            port = server.port();
            createNode(server, "/kept");
        }
        try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(folder.resolve("new"), 0);
                CoordinationStore store = ZooKeeper.connect(server.connectString())) {
            assertThat(server.port()).isEqualTo(port);
            assertThat(get(get(store.open(TIMEOUT, listener)).read("/kept", Optional.empty()))).isPresent();
        }
    }

    @Test
    void theEndpointFileSaysWhereTheServerIs() throws Exception {
        try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(folder, 0)) {
            assertThat(folder.resolve("endpoint")).hasContent(server.connectString());
            assertThat(server.connectString()).isEqualTo("127.0.0.1:" + server.port());
        }
    }

    @Test
    void anUnreadableEndpointFileIsReplaced() throws Exception {
        Files.writeString(folder.resolve("endpoint"), "garbage\n");
        try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(folder, 0)) {
            assertThat(folder.resolve("endpoint")).hasContent(server.connectString());
        }
    }

    @Test
    void theLastPortIsGivenUpWhenItIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Endpoint.publish(folder, taken.getLocalPort());
            try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(folder, 0)) {
                assertThat(server.port()).isNotEqualTo(taken.getLocalPort()).isPositive();
            }
        }
    }

    @Test
    void aTakenPortIsAnErrorThatLeavesNothingBehind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> EmbeddedZooKeeper.start(folder, taken.getLocalPort())).isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken");
        }
        EmbeddedZooKeeper.start(folder, 0).close();
    }

    @Test
    void aSecondServerOnTheFolderIsToldSo() throws Exception {
        try (EmbeddedZooKeeper server = EmbeddedZooKeeper.start(folder, 0)) {
            assertThatThrownBy(() -> EmbeddedZooKeeper.start(folder, 0)).isInstanceOf(FolderInUseException.class);
            assertThatThrownBy(() -> EmbeddedZooKeeper.start(folder.resolve("."), 0)).isInstanceOf(FolderInUseException.class);

            // and asking did not give the lock away to other processes
            assertThat(firstLine(HostProcess.start(folder))).isEqualTo("in use");
            assertThat(server.connectString()).isNotEmpty();
        }
    }

    @Test
    void closingTwiceDoesNotTakeTheFolderFromTheNext() throws Exception {
        EmbeddedZooKeeper first = EmbeddedZooKeeper.start(folder, 0);
        first.close();
        try (EmbeddedZooKeeper second = EmbeddedZooKeeper.start(folder, 0)) {
            first.close();
            assertThatThrownBy(() -> EmbeddedZooKeeper.start(folder, 0)).isInstanceOf(FolderInUseException.class);
            createNode(second, "/a");
        }
    }

    @Test
    void theSecondStoreOfAFolderJoinsTheFirst() throws Exception {
        try (CoordinationStore host = ZooKeeper.embedded(folder); CoordinationStore guest = ZooKeeper.embedded(folder)) {
            get(get(host.open(TIMEOUT, listener)).write(List.of(new Write.Create("/shared", new byte[0], Mode.PERSISTENT))));

            CoordinationSession session = get(guest.open(TIMEOUT, listener));
            get(session.sync());
            assertThat(get(session.read("/shared", Optional.empty()))).isPresent();
            assertThat(host.isEmbedded() && guest.isEmbedded()).isTrue();
        }
    }

    @Test
    void aGuestTakesOverFromAHostThatLeaves() throws Exception {
        CoordinationStore host = ZooKeeper.embedded(folder);
        try (CoordinationStore guest = ZooKeeper.embedded(folder)) {
            CoordinationSession session = get(guest.open(TIMEOUT, listener));
            host.close();
            await().until(() -> listener.events().contains("reconnected"));
            get(session.sync());
        } finally {
            host.close();
        }
    }

    @Test
    void aGuestTakesOverFromAHostThatWasKilled() throws Exception {
        Process host = HostProcess.start(folder);
        try {
            assertThat(firstLine(host)).startsWith("ready ");
            try (CoordinationStore guest = ZooKeeper.embedded(folder)) {
                CoordinationSession session = get(guest.open(TIMEOUT, listener));
                get(session.write(List.of(new Write.Create("/me", new byte[0], Mode.EPHEMERAL))));

                host.destroyForcibly().waitFor();

                await().until(() -> listener.events().equals(List.of("suspended", "reconnected")));
                assertThat(get(session.read("/me", Optional.empty()))).isPresent();
            }
        } finally {
            host.destroyForcibly().waitFor();
        }
    }

    private void createNode(EmbeddedZooKeeper server, String path) throws Exception {
        try (CoordinationStore store = ZooKeeper.connect(server.connectString())) {
            get(get(store.open(TIMEOUT, listener)).write(List.of(new Write.Create(path, new byte[0], Mode.PERSISTENT))));
        }
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader reader = process.inputReader();
        return reader.readLine();
    }
}
