package io.anabranch.lease.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.lease.assign.LeaseAssignor;
import io.anabranch.lease.model.CheckpointResult.LeaseLost;
import io.anabranch.lease.model.CheckpointResult.Saved;
import io.anabranch.lease.model.CheckpointResult.StoreUnavailable;
import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseListener;
import io.anabranch.lease.model.WorkerTraits;
import io.anabranch.lease.protocol.Member;
import io.anabranch.lease.store.SimulatedEnsemble;
import io.anabranch.lease.store.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One member by itself on the model ensemble: what becomes of its writes when connections break. */
class LostReplyTest implements LeaseListener {
    private final VirtualTime time = new VirtualTime();
    private final SplittableRandom random = new SplittableRandom(7);
    private final SimulatedEnsemble ensemble = new SimulatedEnsemble(time, random, World.TICK);
    private final SimulatedProcess process = new SimulatedProcess(time, 1, 0);
    private final SimulatedEnsemble.Client client = ensemble.client(process);
    private final Workload workload = new Workload();
    private final List<String> heard = new ArrayList<>();
    private final Member member = new Member(new Member.Identity(World.PATHS, "w1", "", WorkerTraits.PLAIN, LeaseAssignor.evenByCount(), World.TIMING), client, workload, this,
            Comparator.naturalOrder(), process, () -> Instant.EPOCH, random);
    private Lease lease;

    @BeforeEach
    void claim() {
        workload.add("s00", List.of(), 10);
        var unused = member.start();
        run(Duration.ofSeconds(1));
        assertThat(lease).isNotNull();
        assertThat(record()).contains("\"s\":\"OWNED\",\"w\":0,\"c\":null");
    }

    @Test
    void aCheckpointThatWasWrittenIsFoundToBeSaved() {
        CompletableFuture<CheckpointResult> stage = checkpoint("000003");
        for (int i = 0; i < 1_000 && !record().contains("\"w\":1"); i++) run(Duration.ofNanos(50_000));
        client.reset();
        assertThat(stage).isNotDone();
        run(Duration.ofSeconds(1));
        assertThat(stage).isCompletedWithValue(new Saved("000003"));
        assertThat(record()).contains("\"w\":1,\"c\":\"000003\"");
        assertThat(checkpointAndWait("000004")).isEqualTo(new Saved("000004"));
        assertThat(record()).contains("\"w\":2,\"c\":\"000004\"");
    }

    @Test
    void aCheckpointThatWasNotWrittenIsSentAgain() {
        CompletableFuture<CheckpointResult> stage = checkpoint("000003");
        run(Duration.ofMillis(2));
        client.cut();
        client.heal();
        client.reset();
        run(Duration.ofSeconds(4));
        assertThat(stage).isCompletedWithValue(new Saved("000003"));
        assertThat(record()).contains("\"w\":1,\"c\":\"000003\"");
        assertThat(heard).doesNotContain("lost");
    }

    @Test
    void positionsThatComeWhileAWriteIsUnderWayBecomeOneWrite() {
        List<CompletableFuture<CheckpointResult>> stages = new ArrayList<>();
        for (int i = 1; i <= 9; i++) stages.add(checkpoint(Workload.position(i)));
        run(Duration.ofSeconds(1));
        assertThat(stages).allSatisfy(stage -> assertThat(stage).isCompletedWithValue(new Saved("000009")));
        assertThat(record()).contains("\"w\":1,\"c\":\"000009\"");
    }

    @Test
    void aReleaseTakesTheWaitingCheckpointAlongAndSurvivesALostReply() {
        CompletableFuture<CheckpointResult> checkpoint = checkpoint("000003");
        CompletableFuture<CheckpointResult> release = member.release(lease, Optional.empty()).toCompletableFuture();
        run(Duration.ofMillis(4));
        client.reset();
        run(Duration.ofSeconds(2));
        assertThat(checkpoint).isCompletedWithValue(new Saved("000003"));
        assertThat(release).isCompletedWithValue(new Saved("000003"));
        assertThat(record()).contains("\"c\":\"000003\"");
    }

    @Test
    void whenTheSessionIsOverEverythingIsLostAndTheNextIncarnationContinues() {
        assertThat(checkpointAndWait("000005")).isEqualTo(new Saved("000005"));
        Lease before = lease;
        client.cut();
        CompletableFuture<CheckpointResult> stage = checkpoint("000006");
        run(Duration.ofMillis(3_500));
        assertThat(member.validFor(before)).isZero();
        assertThat(heard).endsWith("granted", "suspended");
        run(Duration.ofSeconds(9));
        assertThat(stage.join()).isInstanceOf(StoreUnavailable.class);
        client.heal();
        run(Duration.ofSeconds(6));
        assertThat(heard).endsWith("granted", "suspended", "lost", "resumed", "granted");
        assertThat(lease.epoch()).isGreaterThan(before.epoch());
        assertThat(lease.checkpoint()).isEqualTo("000005");
        assertThat(member.checkpoint(before, "000007").toCompletableFuture()).isNotDone();
        run(Duration.ofMillis(10));
        assertThat(checkpointOf(before)).isInstanceOf(LeaseLost.class);
        assertThat(member.validFor(lease)).isPositive();
    }

    @Test
    void aShortCutSuspendsAndResumesWithoutLoss() {
        client.cut();
        run(Duration.ofMillis(3_200));
        assertThat(heard).endsWith("suspended");
        client.heal();
        run(Duration.ofSeconds(1));
        assertThat(heard).containsExactly("granted", "suspended", "resumed");
        assertThat(member.validFor(lease)).isPositive();
    }

    private CheckpointResult checkpointOf(Lease claim) {
        CompletableFuture<CheckpointResult> stage = member.checkpoint(claim, "000008").toCompletableFuture();
        run(Duration.ofMillis(100));
        return stage.join();
    }

    private CheckpointResult checkpointAndWait(String position) {
        CompletableFuture<CheckpointResult> stage = checkpoint(position);
        run(Duration.ofMillis(100));
        return stage.join();
    }

    private CompletableFuture<CheckpointResult> checkpoint(String position) {
        return member.checkpoint(lease, position).toCompletableFuture();
    }

    private void run(Duration duration) {
        time.runUntil(time.now() + duration.toNanos());
    }

    private String record() {
        return ensemble.committed("/kcl/sim/streams/orders/shards/s00").map(node -> new String(node.data(), StandardCharsets.UTF_8)).orElse("");
    }

    @Override
    public void granted(Lease granted) {
        lease = granted;
        heard.add("granted");
    }

    @Override
    public void revoked(Lease revoked) {
        heard.add("revoked");
    }

    @Override
    public void lost(Lease lost) {
        heard.add("lost");
    }

    @Override
    public void suspended() {
        heard.add("suspended");
    }

    @Override
    public void resumed() {
        heard.add("resumed");
    }
}
