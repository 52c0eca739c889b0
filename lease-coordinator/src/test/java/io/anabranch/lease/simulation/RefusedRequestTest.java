package io.anabranch.lease.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.lease.assign.LeaseAssignor;
import io.anabranch.lease.model.Catalog;
import io.anabranch.lease.model.CheckpointResult.Saved;
import io.anabranch.lease.model.CheckpointResult.StoreUnavailable;
import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseListener;
import io.anabranch.lease.model.WorkerTraits;
import io.anabranch.lease.protocol.Member;
import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.FaultyStore;
import io.anabranch.lease.store.InMemoryStore;
import io.anabranch.lease.store.RecordingListener;
import io.anabranch.lease.store.VirtualTime;
import io.anabranch.lease.store.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** One member by itself on a store that refuses requests, holds nodes nobody can read, or on a catalog that is silent: it always comes through. */
class RefusedRequestTest implements LeaseListener {
    private final VirtualTime time = new VirtualTime();
    private final SimulatedProcess process = new SimulatedProcess(time, 1, 0);
    private final InMemoryStore healthy = InMemoryStore.on(task -> time.after(0, task));
    private final FaultyStore store = new FaultyStore(healthy, time);
    private final Workload workload = new Workload();
    private final List<Lease> granted = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();

    @Test
    void aRefusedRegistrationIsMadeAgain() {
        comesThroughAfterRefusing("/workers/");
    }

    @Test
    void refusedFoldersAreMadeAgain() {
        comesThroughAfterRefusing("/meta");
    }

    @Test
    void aRefusedCandidateQueuesAgain() {
        comesThroughAfterRefusing("/lock/");
    }

    @Test
    void aRefusedClaimIsMadeAgain() {
        store.refuse(write -> write instanceof Write.Replace && write.path().contains("/shards/"));
        Member member = startedWithOneShard(workload);
        run(Duration.ofSeconds(10));
        assertThat(granted).isEmpty();
        store.refuseNothing();
        run(Duration.ofSeconds(2));
        assertThat(granted).hasSize(1);
        assertThat(member.validFor(granted.get(0))).isPositive();
    }

    @Test
    void aCheckpointThatCameBehindARefusedOneIsWritten() {
        Member member = startedWithOneShard(workload);
        run(Duration.ofSeconds(1));
        store.refuse(write -> write.path().contains("/shards/"));
        CompletableFuture<CheckpointResult> first = checkpoint(member, "000003");
        run(Duration.ofMillis(4));
        store.refuseNothing();
        CompletableFuture<CheckpointResult> second = checkpoint(member, "000004");
        run(Duration.ofSeconds(1));
        assertThat(first.join()).isInstanceOf(StoreUnavailable.class);
        assertThat(second).isCompletedWithValue(new Saved("000004"));
    }

    @Test
    void aRefusedReleaseCanBeAskedForAgain() {
        Member member = startedWithOneShard(workload);
        run(Duration.ofSeconds(1));
        store.refuse(write -> write.path().contains("/shards/"));
        CompletableFuture<CheckpointResult> first = member.release(granted.get(0), Optional.of("000004")).toCompletableFuture();
        run(Duration.ofSeconds(1));
        assertThat(first.join()).isInstanceOf(StoreUnavailable.class);
        store.refuseNothing();
        CompletableFuture<CheckpointResult> second = member.release(granted.get(0), Optional.of("000004")).toCompletableFuture();
        run(Duration.ofSeconds(1));
        assertThat(second).isCompletedWithValue(new Saved("000004"));
    }

    @Test
    void aLeaderWhoseDocumentsAreRefusedAsksLessAndLess() {
        store.refuse(write -> write.path().contains("/assign/"));
        startedWithOneShard(workload);
        run(Duration.ofSeconds(60));
        assertThat(store.childrenRead()).isLessThan(150);
        store.refuseNothing();
        run(Duration.ofSeconds(10));
        assertThat(granted).hasSize(1);
    }

    @Test
    void aLetterNobodyCanReadKeepsNobodyFromTheInbox() {
        Member member = startedWithOneShard(workload);
        run(Duration.ofSeconds(1));
        CoordinationSession session = session();
        write(session, new Write.Create("/kcl/sim/inbox/e-", text("{\"v\":9,\"about\":\"LATER\"}"), Write.Mode.PERSISTENT_SEQUENTIAL));
        run(Duration.ofSeconds(5));
        workload.reshard(List.of(workload.leaves().get(0)), 2, 10);
        var unused = member.end(granted.get(0), "000010", List.of("s01", "s02"));
        run(Duration.ofSeconds(2));
        assertThat(granted).extracting(lease -> lease.key().shard()).containsExactly("s00", "s01", "s02");
        CompletableFuture<List<String>> inbox = session.children("/kcl/sim/inbox", Optional.empty()).toCompletableFuture();
        run(Duration.ofMillis(10));
        assertThat(inbox.join()).isEmpty();
    }

    @Test
    void aWorkerNobodyCanReadKeepsNobodyFromWorking() {
        startedWithOneShard(workload);
        run(Duration.ofSeconds(1));
        CoordinationSession session = session();
        String name = "/kcl/sim/workers/later#" + Long.toHexString(session.id());
        write(session, new Write.Create(name, text("not JSON"), Write.Mode.EPHEMERAL));
        workload.add("s01", List.of(), 10);
        run(Duration.ofSeconds(12));
        assertThat(granted).hasSize(2);
    }

    @Test
    void aSilentCatalogIsAskedAgain() {
        Workload shards = workload;
        List<CompletableFuture<List<Catalog.StreamLeases>>> asked = new ArrayList<>();
        startedWithOneShard(() -> {
            asked.add(new CompletableFuture<>());
            return asked.size() == 1 ? asked.get(0) : shards.list();
        });
        run(Duration.ofSeconds(59));
        assertThat(asked).hasSize(1);
        run(Duration.ofSeconds(3));
        assertThat(granted).hasSize(1);
    }

    @Test
    void aSessionThatCannotBeReplacedAtOnceIsReplacedLater() {
        startedWithOneShard(workload);
        run(Duration.ofSeconds(1));
        store.refuseNewSessions();
        healthy.expire(1);
        run(Duration.ofSeconds(20));
        assertThat(heard).containsExactly("granted s00", "lost s00");
        store.refuseNothing();
        run(Duration.ofSeconds(10));
        assertThat(granted).hasSize(2);
    }

    @Test
    void aFirstSessionThatIsRefusedFailsTheStart() {
        store.refuseNewSessions();
        Member member = member(workload);
        CompletableFuture<Void> started = member.start().toCompletableFuture();
        run(Duration.ofSeconds(1));
        assertThat(started).isCompletedExceptionally();
    }

    private void comesThroughAfterRefusing(String part) {
        store.refuse(write -> write.path().contains(part));
        startedWithOneShard(workload);
        run(Duration.ofSeconds(10));
        assertThat(granted).isEmpty();
        store.refuseNothing();
        run(Duration.ofSeconds(10));
        assertThat(granted).hasSize(1);
    }

    private Member startedWithOneShard(Catalog catalog) {
        workload.add("s00", List.of(), 10);
        Member member = member(catalog);
        var unused = member.start();
        return member;
    }

    private Member member(Catalog catalog) {
        return new Member(new Member.Identity(World.PATHS, "w1", "", WorkerTraits.PLAIN, LeaseAssignor.evenByCount(), World.TIMING), store, catalog, this, Comparator.naturalOrder(), process,
                () -> Instant.EPOCH, new SplittableRandom(7));
    }

    private CompletableFuture<CheckpointResult> checkpoint(Member member, String position) {
        return member.checkpoint(granted.get(0), position).toCompletableFuture();
    }

    private CoordinationSession session() {
        CompletableFuture<CoordinationSession> opened = healthy.open(Duration.ofSeconds(6), new RecordingListener()).toCompletableFuture();
        run(Duration.ofMillis(1));
        return opened.join();
    }

    private void write(CoordinationSession session, Write write) {
        CompletionStage<List<CoordinationSession.WriteResult>> written = session.write(List.of(write));
        run(Duration.ofMillis(1));
        assertThat(written.toCompletableFuture()).isCompleted();
    }

    private static byte[] text(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private void run(Duration duration) {
        time.runUntil(time.now() + duration.toNanos());
    }

    @Override
    public void granted(Lease lease) {
        granted.add(lease);
        heard.add("granted " + lease.key().shard());
        throw new AssertionError("a listener's own mistake"); // is the listener's alone
    }

    @Override
    public void revoked(Lease lease) {
        heard.add("revoked " + lease.key().shard());
    }

    @Override
    public void lost(Lease lease) {
        heard.add("lost " + lease.key().shard());
    }
}
