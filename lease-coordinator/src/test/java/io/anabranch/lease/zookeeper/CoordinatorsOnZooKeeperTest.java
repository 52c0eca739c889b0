package io.anabranch.lease.zookeeper;

import static io.anabranch.lease.store.Stages.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.anabranch.lease.LeaseCoordinator;
import io.anabranch.lease.LeaseSettings;
import io.anabranch.lease.model.Catalog;
import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseListener;
import io.anabranch.lease.model.LeaseSpec;
import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.SessionListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The protocol as a whole on a real server, where sessions end and servers restart in earnest. */
@Timeout(90)
final class CoordinatorsOnZooKeeperTest {
    private static final int LEASES = 6;
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(4);
    /** 1.2 T + tick + 1 s, and as much again for a machine that has other things to do. */
    private static final Duration BOUND = Duration.ofMillis(2 * (4_800 + 500 + 1_000));

    @TempDir
    Path folder;

    private EmbeddedZooKeeper server;
    private final List<Member> members = new ArrayList<>();

    @BeforeEach
    void startServer() throws Exception {
        server = EmbeddedZooKeeper.start(folder, 0);
    }

    @AfterEach
    void stop() {
        members.parallelStream().forEach(Member::close);
        server.close();
    }

    @Test
    void twoWorkersShareAllLeasesEvenly() throws Exception {
        Member one = join("one");
        Member two = join("two");

        await().atMost(BOUND).untilAsserted(() -> assertShared(one, two));
        assertThat(get(one.coordinator.leases())).hasSize(LEASES).allSatisfy(view -> assertThat(view.owner()).isPresent());
    }

    @Test
    void aKilledSessionLosesItsLeasesToTheOtherWithTheirCheckpoints() throws Exception {
        Member one = join("one");
        Member two = join("two");
        await().atMost(BOUND).untilAsserted(() -> assertShared(one, two));
        Lease taken = one.held.values().iterator().next();
        assertThat(get(one.coordinator.checkpoint(taken, "41"))).isEqualTo(new CheckpointResult.Saved("41"));

        Sessions.kill(one.session(), server.connectString());

        await().atMost(BOUND).until(() -> one.lost.contains(taken));
        assertThat(one.coordinator.isValid(taken)).isFalse();
        assertThat(get(one.coordinator.checkpoint(taken, "42"))).isInstanceOf(CheckpointResult.LeaseLost.class);
        await().atMost(BOUND).until(() -> granted(taken.key(), one, two).anyMatch(lease -> lease.epoch() > taken.epoch()));
        Lease next = granted(taken.key(), one, two).filter(lease -> lease.epoch() > taken.epoch()).findFirst().orElseThrow();
        assertThat(next.checkpoint()).isEqualTo("41");
        await().atMost(BOUND).untilAsserted(() -> assertShared(one, two));
    }

    @Test
    void aWorkerThatDrainsHandsOverItsLastPosition() throws Exception {
        Member one = join("one");
        Member two = join("two");
        await().atMost(BOUND).untilAsserted(() -> assertShared(one, two));
        List<Lease> drained = List.copyOf(one.held.values());

        get(one.coordinator.drain());

        await().atMost(BOUND).until(() -> two.held.size() == LEASES);
        assertThat(drained).isNotEmpty().allSatisfy(lease -> {
            assertThat(two.held.get(lease.key()).checkpoint()).isEqualTo(Member.RELEASED_AT);
            assertThat(two.held.get(lease.key()).epoch()).isGreaterThan(lease.epoch());
        });
        assertThat(one.lost).isEmpty();
    }

    @Test
    void ownersKeepTheirLeasesThroughARestartOfTheServer() throws Exception {
        Member one = join("one");
        Member two = join("two");
        await().atMost(BOUND).untilAsserted(() -> assertShared(one, two));
        Map<LeaseKey, Lease> before = Map.copyOf(one.held);

        server.close();
        server = EmbeddedZooKeeper.start(folder, server.port());

        for (Lease lease : before.values()) {
            await().atMost(BOUND).until(() -> get(one.coordinator.checkpoint(lease, "7")).equals(new CheckpointResult.Saved("7")));
            await().atMost(BOUND).until(() -> one.coordinator.isValid(lease));
        }
        assertThat(one.held).isEqualTo(before);
        assertThat(one.lost).isEmpty();
        assertThat(two.lost).isEmpty();
    }

    @Test
    void whatWasStoredIsThereForTheNextFleet() throws Exception {
        Member first = join("first");
        await().atMost(BOUND).until(() -> first.held.size() == LEASES);
        for (Lease lease : first.held.values()) {
            get(first.coordinator.checkpoint(lease, "99"));
        }
        first.close();
        server.close();
        server = EmbeddedZooKeeper.start(folder, 0);

        Member second = join("second");

        await().atMost(BOUND).until(() -> second.held.size() == LEASES);
        assertThat(second.held.values()).extracting(Lease::checkpoint).containsOnly("99");
    }

    private Member join(String id) throws Exception {
        Member member = new Member(id, server.connectString());
        members.add(member);
        get(member.coordinator.start());
        return member;
    }

    private static void assertShared(Member one, Member two) {
        assertThat(List.of(one.held.size(), two.held.size())).containsExactly(LEASES / 2, LEASES / 2);
        assertThat(Stream.concat(one.held.keySet().stream(), two.held.keySet().stream()).distinct()).hasSize(LEASES);
    }

    private static Stream<Lease> granted(LeaseKey key, Member... members) {
        return Stream.of(members).flatMap(member -> member.granted.stream()).filter(lease -> lease.key().equals(key));
    }

    private static CompletionStage<List<Catalog.StreamLeases>> catalog() {
        List<LeaseSpec> specs = IntStream.range(0, LEASES).mapToObj(i -> new LeaseSpec(new LeaseKey("s", "shard-" + i), List.of())).toList();
        return CompletableFuture.completedFuture(List.of(new Catalog.StreamLeases("s", "created-1", "0", specs)));
    }

    /** A worker that gives back what is revoked, at once, at a fixed position. */
    private static final class Member implements LeaseListener {
        static final String RELEASED_AT = "1000";

        final Map<LeaseKey, Lease> held = new ConcurrentHashMap<>();
        final List<Lease> granted = new CopyOnWriteArrayList<>();
        final List<Lease> lost = new CopyOnWriteArrayList<>();
        final LeaseCoordinator coordinator;
        private final SessionsSeen store;

        Member(String id, String servers) {
            store = new SessionsSeen(ZooKeeper.connect(servers));
            LeaseSettings settings = LeaseSettings.of("app", id).withSessionTimeout(SESSION_TIMEOUT).withDrainDeadline(Duration.ofSeconds(10));
            coordinator = LeaseCoordinator.create(settings, store, CoordinatorsOnZooKeeperTest::catalog, this,
                    Comparator.comparingInt(Integer::parseInt));
        }

        CoordinationSession session() {
            return store.last;
        }

        @Override
        public void granted(Lease lease) {
            granted.add(lease);
            held.put(lease.key(), lease);
        }

        @Override
        public void revoked(Lease lease) {
            held.remove(lease.key());
            coordinator.release(lease, Optional.of(RELEASED_AT));
        }

        @Override
        public void lost(Lease lease) {
            held.remove(lease.key());
            lost.add(lease);
        }

        void close() {
            coordinator.close();
            store.close();
        }
    }

    /** Remembers the session opened last, for tests that kill it. */
    private static final class SessionsSeen implements CoordinationStore {
        private final CoordinationStore store;
        volatile CoordinationSession last;

        SessionsSeen(CoordinationStore store) {
            this.store = store;
        }

        @Override
        public CompletionStage<CoordinationSession> open(Duration timeout, SessionListener listener) {
            return store.open(timeout, listener).thenApply(session -> last = session);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
