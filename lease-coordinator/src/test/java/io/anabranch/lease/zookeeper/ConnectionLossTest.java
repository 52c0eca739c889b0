package io.anabranch.lease.zookeeper;

import static io.anabranch.lease.store.Stages.failure;
import static io.anabranch.lease.store.Stages.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.RecordingListener;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.StoreException.Kind;
import io.anabranch.lease.store.Write;
import io.anabranch.lease.store.Write.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ConnectionLossTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private EmbeddedZooKeeper server;
    private final RecordingListener listener = new RecordingListener();

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aSessionOutlivesARestartOfItsServer() throws Exception {
        server = EmbeddedZooKeeper.start(folder, 0);
        try (CoordinationStore store = ZooKeeper.connect(server.connectString())) {
            CoordinationSession session = get(store.open(TIMEOUT, listener));
            long id = session.id();
            get(session.write(List.of(new Write.Create("/me", new byte[0], Mode.EPHEMERAL))));

            server.close();
            await().until(() -> listener.events().equals(List.of("suspended")));
            server = EmbeddedZooKeeper.start(folder, server.port());
            await().until(() -> listener.events().equals(List.of("suspended", "reconnected")));

            assertThat(session.id()).isEqualTo(id);
            assertThat(get(session.read("/me", Optional.empty())).orElseThrow().ephemeralOwner()).isEqualTo(id);
        }
    }

    @Test
    void aWatchOutlivesARestartOfTheServer() throws Exception {
        server = EmbeddedZooKeeper.start(folder, 0);
        try (CoordinationStore store = ZooKeeper.connect(server.connectString())) {
            CoordinationSession session = get(store.open(TIMEOUT, listener));
            CompletableFuture<Void> changed = new CompletableFuture<>();
            get(session.read("/a", Optional.of(() -> changed.complete(null))));

            server.close();
            await().until(() -> listener.events().contains("suspended"));
            assertThat(changed).isNotDone();
            server = EmbeddedZooKeeper.start(folder, server.port());
            CoordinationSession other = get(store.open(TIMEOUT, new RecordingListener()));
            get(other.write(List.of(new Write.Create("/a", new byte[0], Mode.PERSISTENT))));

            get(changed);
        }
    }

    @Test
    void aWriteCutOffHasAnUnknownOutcome() throws Exception {
        server = EmbeddedZooKeeper.start(folder, 0);
        try (CoordinationStore store = ZooKeeper.connect(server.connectString())) {
            CoordinationSession session = get(store.open(TIMEOUT, listener));
            server.close();

            CompletionStage<?> write = session.write(List.of(new Write.Create("/a", new byte[0], Mode.PERSISTENT)));
            CompletionStage<?> sync = session.sync();

            assertThat(failure(write).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
            assertThat(failure(sync).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
        }
    }

    @Test
    void aWriteUnderWayWhenTheSessionIsClosedIsNotCalledUndone() throws Exception {
        server = EmbeddedZooKeeper.start(folder, 0);
        try (CoordinationStore store = ZooKeeper.connect(server.connectString())) {
            CoordinationSession session = get(store.open(TIMEOUT, listener));
            server.close();
            await().until(() -> listener.events().contains("suspended"));

            CompletionStage<?> write = session.write(List.of(new Write.Create("/a", new byte[0], Mode.PERSISTENT)));
            session.close();

            assertThat(failure(write).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
            assertThat(failure(session.sync()).kind()).isEqualTo(Kind.SESSION_EXPIRED);
        }
    }

    /** A stopped process keeps its connections: nothing but the client's own patience ends them. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aSilentServerSuspendsTheSession() throws Exception {
        Process host = HostProcess.start(folder);
        try (BufferedReader said = host.inputReader()) {
            String servers = said.readLine().substring("ready ".length());
            try (CoordinationStore store = ZooKeeper.connect(servers)) {
                CoordinationSession session = get(store.open(Duration.ofSeconds(2), listener));
                new ProcessBuilder("kill", "-STOP", Long.toString(host.pid())).start().waitFor();

                assertThat(failure(session.sync()).kind()).isEqualTo(Kind.OUTCOME_UNKNOWN);
                await().until(() -> listener.events().equals(List.of("suspended")));
            }
        } finally {
            host.destroyForcibly().waitFor();
        }
    }

    @Test
    void openWaitsForTheServerToCome() throws Exception {
        server = EmbeddedZooKeeper.start(folder, 0);
        int port = server.port();
        server.close();
        try (CoordinationStore store = ZooKeeper.connect(Endpoint.connectString(port) + "/late/root")) {
            CompletionStage<CoordinationSession> opening = store.open(TIMEOUT, listener);
            server = EmbeddedZooKeeper.start(folder, port);
            CoordinationSession session = get(opening);
            get(session.write(List.of(new Write.Create("/a", new byte[0], Mode.PERSISTENT))));
            assertThat(get(session.children("/", Optional.empty()))).containsExactly("a");
        }
    }

    /** In less time than the client would wait for an answer. */
    @Test
    @Timeout(15)
    void closingTheStoreEndsAnOpenThatIsNeverAnswered() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            CoordinationStore store = ZooKeeper.connect(Endpoint.connectString(silent.getLocalPort()));
            CompletionStage<CoordinationSession> opening = store.open(TIMEOUT, listener);
            await().until(() -> silent.accept().isConnected());

            store.close();

            assertThat(failure(opening).kind()).isEqualTo(Kind.SESSION_EXPIRED);
            assertThat(listener.events()).isEmpty();
        }
    }

    @Test
    void aSessionThatIsOverStaysOver() throws Exception {
        server = EmbeddedZooKeeper.start(folder, 0);
        try (CoordinationStore store = ZooKeeper.connect(server.connectString())) {
            CoordinationSession session = get(store.open(TIMEOUT, listener));
            CoordinationSession next = get(store.open(TIMEOUT, new RecordingListener()));
            long id = session.id();

            Sessions.kill(session, server.connectString());
            await().until(() -> listener.events().contains("expired"));

            assertThat(session.id()).isEqualTo(id);
            assertThat(failure(session.read("/", Optional.empty())).kind()).isEqualTo(Kind.SESSION_EXPIRED);
            get(next.sync());
            assertThat(listener.events()).containsExactly("suspended", "expired");
        }
    }

    @Test
    void anExpiredSessionLeavesNothingBehind() throws Exception {
        server = EmbeddedZooKeeper.start(folder, 0);
        try (ZooKeeperStore store = (ZooKeeperStore) ZooKeeper.connect(server.connectString())) {
            CoordinationSession session = get(store.open(TIMEOUT, listener));
            Sessions.kill(session, server.connectString());
            await().until(() -> listener.events().contains("expired"));
            await().until(() -> store.connections() == 0);
        }
    }

    @Test
    void anExpiredSessionIsNotFollowedByOneNobodyAskedFor() throws Exception {
        server = EmbeddedZooKeeper.start(folder, 0);
        try (CoordinationStore store = ZooKeeper.connect(server.connectString())) {
            CoordinationSession session = get(store.open(TIMEOUT, listener));
            Sessions.kill(session, server.connectString());
            await().until(() -> listener.events().contains("expired"));

            get(get(store.open(TIMEOUT, new RecordingListener())).sync());

            assertThat(ask("srvr")).contains("Connections: 2"); // the session just opened and the question itself
        }
    }

    private String ask(String fourLetters) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(fourLetters.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void anOversizedWriteIsRejectedAndTheSessionGoesOn() throws Exception {
        server = EmbeddedZooKeeper.start(folder, 0);
        try (CoordinationStore store = ZooKeeper.connect(server.connectString())) {
            CoordinationSession session = get(store.open(TIMEOUT, listener));

            StoreException refused = failure(session.write(List.of(new Write.Create("/big", new byte[2_000_000], Mode.PERSISTENT))));

            assertThat(refused.kind()).isEqualTo(Kind.REJECTED);
            get(session.sync());
            assertThat(listener.events()).isEmpty();
        }
    }

    @Test
    void manyNodesOfTheLargestSizeAreReadAtOnce() throws Exception {
        server = EmbeddedZooKeeper.start(folder, 0);
        try (CoordinationStore store = ZooKeeper.connect(server.connectString())) {
            CoordinationSession session = get(store.open(TIMEOUT, listener));
            for (int i = 0; i < 12; i++) {
                get(session.write(List.of(new Write.Create("/big" + i, new byte[900_000], Mode.PERSISTENT))));
            }
            List<String> paths = List.of("/big0", "/big1", "/big2", "/big3", "/big4", "/big5", "/big6", "/big7", "/big8", "/big9", "/big10", "/big11");

            assertThat(get(session.readAll(paths))).allSatisfy(node -> assertThat(node.orElseThrow().data()).hasSize(900_000));
            assertThat(listener.events()).isEmpty();
        }
    }

    @Test
    void nonsenseIsRefusedAtOnce() throws Exception {
        assertThatThrownBy(() -> ZooKeeper.connect(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ZooKeeper.connect("localhost:2181/a/../b")).isInstanceOf(IllegalArgumentException.class);
        try (CoordinationStore store = ZooKeeper.connect("localhost:2181")) {
            assertThatThrownBy(() -> store.open(Duration.ZERO, listener)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("PT0S");
        }
    }
}
