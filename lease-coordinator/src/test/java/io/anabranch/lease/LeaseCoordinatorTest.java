package io.anabranch.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.anabranch.lease.model.Catalog;
import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.CheckpointResult.LeaseLost;
import io.anabranch.lease.model.CheckpointResult.Saved;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseListener;
import io.anabranch.lease.model.LeaseSpec;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.model.LeaseView;
import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.InMemoryStore;
import io.anabranch.lease.store.RecordingListener;
import io.anabranch.lease.store.SessionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Coordinators as their users have them, on their own threads and the in-memory store. */
class LeaseCoordinatorTest {
    private final InMemoryStore store = InMemoryStore.create();
    private final TestCatalog catalog = new TestCatalog();
    private final List<TestWorker> workers = new ArrayList<>();

    @AfterEach
    void close() {
        workers.forEach(worker -> worker.coordinator.close());
        store.close();
    }

    @Test
    void oneWorkerIsGrantedEverythingFromTheStart() {
        catalog.stream("orders", "TRIM_HORIZON", Map.of("s0", List.of(), "s1", List.of()));
        TestWorker a = worker("a");
        await().until(() -> a.owned().equals(List.of("s0", "s1")));
        assertThat(a.granted.values()).allSatisfy(lease -> assertThat(lease.checkpoint()).isEqualTo("TRIM_HORIZON"));
        assertThat(a.granted.values()).allSatisfy(lease -> assertThat(a.coordinator.isValid(lease)).isTrue());
    }

    @Test
    void aSecondWorkerGetsHalfAndContinuesFromTheFinalCheckpoints() {
        catalog.stream("orders", "0", Map.of("s0", List.of(), "s1", List.of(), "s2", List.of(), "s3", List.of()));
        TestWorker a = worker("a");
        await().until(() -> a.owned().size() == 4);
        a.releaseAt = Optional.of("00077");
        TestWorker b = worker("b");
        await().until(() -> a.owned().size() == 2 && b.owned().size() == 2);
        assertThat(b.granted.values()).allSatisfy(lease -> assertThat(lease.checkpoint()).isEqualTo("00077"));
        assertThat(b.granted.values()).allSatisfy(lease -> assertThat(lease.epoch()).isGreaterThan(a.epochs.get(lease.key())));
        assertThat(a.events).noneMatch(event -> event.startsWith("lost"));
    }

    @Test
    void aWorkerWhoseSessionEndsLosesEverythingToTheOthers() {
        catalog.stream("orders", "0", Map.of("s0", List.of(), "s1", List.of()));
        TestWorker a = worker("a");
        await().until(() -> a.owned().size() == 2);
        Lease before = a.granted.values().iterator().next();
        TestWorker b = worker("b");
        await().until(() -> b.owned().size() == 1);
        store.expire(1); // a's: the first that was opened
        await().until(() -> a.events.stream().anyMatch(event -> event.startsWith("lost")));
        await().until(() -> a.owned().size() + b.owned().size() == 2 && b.owned().size() == 1);
        assertThat(a.coordinator.isValid(before)).isFalse();
        assertThat(a.coordinator.checkpoint(before, "00001").toCompletableFuture().join()).isInstanceOf(LeaseLost.class);
    }

    @Test
    void childrenAreGrantedWhenTheirParentsHaveEnded() {
        catalog.stream("orders", "0", Map.of("s0", List.of(), "s1", List.of()));
        TestWorker a = worker("a");
        await().until(() -> a.owned().equals(List.of("s0", "s1")));
        catalog.stream("orders", "0", Map.of("s0", List.of(), "s1", List.of(), "s2", List.of("s0", "s1")));
        assertThat(a.end("s0", "END", List.of("s2"))).isEqualTo(new Saved("END"));
        await().until(() -> states().containsKey("s2"));
        assertThat(states()).containsEntry("s0", LeaseState.ENDED).containsEntry("s2", LeaseState.RELEASED);
        assertThat(a.end("s1", "END", List.of("s2"))).isEqualTo(new Saved("END"));
        await().until(() -> a.owned().equals(List.of("s2")));
    }

    @Test
    void aFailedLeaseKeepsItsOwnerAndReason() {
        catalog.stream("orders", "0", Map.of("s0", List.of(), "s1", List.of()));
        TestWorker a = worker("a");
        await().until(() -> a.owned().size() == 2);
        Lease poisoned = a.lease("s0");
        a.coordinator.fail(poisoned, "cannot parse record 7").toCompletableFuture().join();
        TestWorker b = worker("b");
        TestWorker c = worker("c");
        await().until(() -> !b.owned().isEmpty() || !c.owned().isEmpty() || a.owned().size() == 2);
        LeaseView view = views().get("s0");
        assertThat(view.state()).isEqualTo(LeaseState.FAILED);
        assertThat(view.owner()).contains("a");
        assertThat(view.reason()).contains("cannot parse record 7");
        a.coordinator.drain().toCompletableFuture().join();
        await().until(() -> b.owned().size() + c.owned().size() == 1);
        assertThat(views().get("s0").owner()).contains("a");
        assertThat(a.coordinator.checkpoint(poisoned, "5").toCompletableFuture()).failsWithin(Duration.ofSeconds(5))
                .withThrowableThat().withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDrainGivesEverythingToTheOthersWithoutLoss() {
        catalog.stream("orders", "0", Map.of("s0", List.of(), "s1", List.of(), "s2", List.of()));
        TestWorker a = worker("a");
        await().until(() -> a.owned().size() == 3);
        TestWorker b = worker("b");
        await().until(() -> !b.owned().isEmpty());
        a.releaseAt = Optional.of("00042");
        a.coordinator.drain().toCompletableFuture().join();
        assertThat(a.owned()).isEmpty();
        await().until(() -> b.owned().size() == 3);
        assertThat(a.events).noneMatch(event -> event.startsWith("lost"));
    }

    @Test
    void aCheckpointIsReadByTheNextOwnerAndNeverGoesBack() {
        catalog.stream("orders", "0", Map.of("s0", List.of()));
        TestWorker a = worker("a");
        await().until(() -> a.owned().size() == 1);
        Lease lease = a.lease("s0");
        List<CompletionStage<CheckpointResult>> stages = new ArrayList<>();
        for (int i = 1; i <= 100; i++) stages.add(a.coordinator.checkpoint(lease, String.format("%05d", i)));
        stages.forEach(stage -> assertThat(stage.toCompletableFuture().join()).isInstanceOf(Saved.class));
        assertThat(a.coordinator.checkpoint(lease, "00099").toCompletableFuture()).failsWithin(Duration.ofSeconds(5))
                .withThrowableThat().withCauseInstanceOf(IllegalArgumentException.class);
        a.coordinator.close();
        TestWorker b = worker("b");
        await().until(() -> b.owned().size() == 1);
        assertThat(b.lease("s0").checkpoint()).isEqualTo("00100");
    }

    @Test
    void theStoredStartWinsOverALaterOne() {
        catalog.stream("orders", "AT 1000", Map.of("s0", List.of()));
        TestWorker a = worker("a");
        await().until(() -> a.owned().size() == 1);
        a.coordinator.close();
        catalog.stream("orders", "AT 2000", Map.of("s0", List.of(), "s1", List.of()));
        TestWorker b = worker("b");
        await().until(() -> b.owned().size() == 2);
        assertThat(b.granted.values()).allSatisfy(lease -> assertThat(lease.checkpoint()).isEqualTo("AT 1000"));
    }

    @Test
    void aStreamCreatedAnewStartsOver() {
        catalog.stream("orders", "0", Map.of("s0", List.of(), "s9", List.of()));
        TestWorker a = worker("a");
        await().until(() -> a.owned().size() == 2);
        Lease old = a.lease("s0");
        assertThat(a.coordinator.checkpoint(old, "00500").toCompletableFuture().join()).isEqualTo(new Saved("00500"));
        catalog.identity = "created later";
        catalog.stream("orders", "AT 9", Map.of("s0", List.of()));
        await().until(() -> a.owned().equals(List.of("s0")) && a.lease("s0").epoch() > old.epoch());
        assertThat(a.lease("s0").checkpoint()).isEqualTo("AT 9");
        assertThat(a.coordinator.checkpoint(old, "00501").toCompletableFuture().join()).isInstanceOf(LeaseLost.class);
        assertThat(views().get("s9").state()).isEqualTo(LeaseState.ENDED);
    }

    @Test
    void aSessionThatComesAfterTheCoordinatorLeftIsClosed() {
        CompletableFuture<CoordinationSession> late = new CompletableFuture<>();
        LeaseCoordinator coordinator = LeaseCoordinator.create(LeaseSettings.of("test", "a"), new LateStore(late), catalog, new TestWorker("a"),
                Comparator.naturalOrder());
        CompletionStage<Void> started = coordinator.start();
        coordinator.close();
        assertThat(started.toCompletableFuture()).isCompletedExceptionally();
        CoordinationSession session = store.open(Duration.ofSeconds(6), new RecordingListener()).toCompletableFuture().join();
        late.complete(session);
        await().untilAsserted(() -> assertThat(session.sync().toCompletableFuture()).isCompletedExceptionally());
    }

    @Test
    void everyCallAfterCloseIsAnswered() {
        catalog.stream("orders", "0", Map.of("s0", List.of()));
        TestWorker a = worker("a");
        await().until(() -> a.owned().size() == 1);
        Lease lease = a.lease("s0");
        a.coordinator.close();
        assertThat(a.coordinator.leases().toCompletableFuture()).failsWithin(Duration.ofSeconds(5));
        assertThat(a.coordinator.drain().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(5));
        assertThat(a.coordinator.checkpoint(lease, "1").toCompletableFuture().join()).isInstanceOf(LeaseLost.class);
        assertThat(a.coordinator.release(lease, Optional.empty()).toCompletableFuture().join()).isInstanceOf(LeaseLost.class);
        assertThat(a.coordinator.isValid(lease)).isFalse();
        assertThat(a.owned()).isEmpty();
        a.coordinator.close();
    }

    /** Opens one session, when it is told to. */
    private record LateStore(CompletableFuture<CoordinationSession> late) implements CoordinationStore {
        @Override
        public CompletionStage<CoordinationSession> open(Duration timeout, SessionListener listener) {
            return late;
        }

        @Override
        public void close() {
            late.cancel(false);
        }
    }

    private Map<String, LeaseState> states() {
        Map<String, LeaseState> states = new TreeMap<>();
        views().forEach((shard, view) -> states.put(shard, view.state()));
        return states;
    }

    private Map<String, LeaseView> views() {
        try (LeaseTable table = LeaseTable.open(store, "test").toCompletableFuture().join()) {
            Map<String, LeaseView> views = new TreeMap<>();
            table.leases().toCompletableFuture().join().forEach(view -> views.put(view.key().shard(), view));
            return views;
        }
    }

    private TestWorker worker(String id) {
        TestWorker worker = new TestWorker(id);
        workers.add(worker);
        worker.coordinator.start().toCompletableFuture().join();
        return worker;
    }

    private final class TestWorker implements LeaseListener {
        final LeaseCoordinator coordinator;
        final Map<LeaseKey, Lease> granted = new ConcurrentSkipListMap<>();
        final Map<LeaseKey, Long> epochs = new ConcurrentSkipListMap<>();
        final List<String> events = new CopyOnWriteArrayList<>();
        volatile Optional<String> releaseAt = Optional.empty();

        TestWorker(String id) {
            LeaseSettings settings = LeaseSettings.of("test", id).withMembershipDebounce(Duration.ofMillis(5))
                    .withCatalogInterval(Duration.ofMillis(50));
            coordinator = LeaseCoordinator.create(settings, store, catalog, this, Comparator.naturalOrder());
        }

        List<String> owned() {
            return coordinator.owned().stream().map(lease -> lease.key().shard()).toList();
        }

        Lease lease(String shard) {
            return coordinator.owned().stream().filter(lease -> lease.key().shard().equals(shard)).findFirst().orElseThrow();
        }

        CheckpointResult end(String shard, String position, List<String> children) {
            return coordinator.end(lease(shard), position, children).toCompletableFuture().join();
        }

        @Override
        public void granted(Lease lease) {
            granted.put(lease.key(), lease);
            epochs.put(lease.key(), lease.epoch());
            events.add("granted " + lease.key());
        }

        @Override
        public void revoked(Lease lease) {
            events.add("revoked " + lease.key());
            var unused = coordinator.release(lease, releaseAt);
        }

        @Override
        public void lost(Lease lease) {
            granted.remove(lease.key());
            events.add("lost " + lease.key());
        }
    }

    private static final class TestCatalog implements Catalog {
        private final Map<String, StreamLeases> streams = new ConcurrentSkipListMap<>();
        volatile String identity = "created first";

        void stream(String name, String start, Map<String, List<String>> parentsOf) {
            List<LeaseSpec> specs = new TreeMap<>(parentsOf).entrySet().stream()
                    .map(shard -> new LeaseSpec(new LeaseKey(name, shard.getKey()), shard.getValue())).toList();
            streams.put(name, new StreamLeases(name, identity, start, specs));
        }

        @Override
        public CompletionStage<List<StreamLeases>> list() {
            return CompletableFuture.completedStage(List.copyOf(streams.values()));
        }
    }
}
