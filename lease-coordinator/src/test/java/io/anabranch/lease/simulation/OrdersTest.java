package io.anabranch.lease.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.lease.LeaseControl;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.Steering;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators order, carried out by a simulated fleet; its invariants are checked throughout. */
class OrdersTest {
    private static final int ENDLESS = 1_000_000;

    private World world;
    private LeaseControl control;

    private void fleet(long seed, int shards, int workers) {
        world = new World(seed);
        for (int i = 0; i < shards; i++) world.workload.add(String.format("s%02d", i), List.of(), ENDLESS);
        for (int i = 0; i < workers; i++) world.start("w" + i);
        control = done(LeaseControl.open(world.ensemble.client(new SimulatedProcess(world.time, 1, 0)), "sim"));
        world.runFor(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aPausedShardIsHeldByNobodyUntilItIsResumed(long seed) {
        fleet(seed, 4, 2);
        steer(steering -> steering.pausing(key(1)));
        world.runFor(Duration.ofSeconds(2));
        assertThat(world.invariants.owner(key(1))).isEmpty();
        assertThat(owners()).hasSize(3);
        steer(steering -> steering.resuming(key(1)));
        world.runFor(Duration.ofSeconds(2));
        assertThat(owners()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aPausedStreamStaysPausedWhenTheLeaderDies(long seed) {
        fleet(seed, 4, 3);
        steer(steering -> steering.pausing(Workload.STREAM));
        world.runFor(Duration.ofSeconds(2));
        assertThat(owners()).isEmpty();
        world.kill(world.workers.get(0));
        world.runFor(Duration.ofSeconds(12));
        assertThat(owners()).isEmpty();
        steer(steering -> steering.resuming(Workload.STREAM));
        world.runFor(Duration.ofSeconds(2));
        assertThat(owners()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aDrainedWorkerHandsAllOverAndGetsNothing(long seed) {
        fleet(seed, 6, 3);
        steer(steering -> steering.draining("w1"));
        world.runFor(Duration.ofSeconds(5));
        assertThat(counts()).doesNotContainKey("w1").containsEntry("w0", 3).containsEntry("w2", 3);
        steer(steering -> steering.notDraining("w1"));
        world.runFor(Duration.ofSeconds(90)); // what was moved rests for a minute
        assertThat(counts()).containsEntry("w1", 2);
    }

    @Test
    void theLastWorkerGoesOnThoughItIsDrained() {
        fleet(1, 3, 1);
        steer(steering -> steering.draining("w0"));
        world.runFor(Duration.ofSeconds(5));
        assertThat(counts()).containsEntry("w0", 3);
    }

    @Test
    void inMaintenanceNothingMovesForBalance() {
        fleet(1, 6, 2);
        steer(steering -> steering.withMaintenance(true));
        world.start("w2");
        world.runFor(Duration.ofSeconds(5));
        assertThat(counts()).doesNotContainKey("w2");
        world.kill(world.workers.get(0));
        world.runFor(Duration.ofSeconds(8));
        assertThat(owners()).as("orphans find a worker all the same").hasSize(6);
        steer(steering -> steering.withMaintenance(false));
        world.runFor(Duration.ofSeconds(3));
        assertThat(counts().values()).containsOnly(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aPositionIsSetBackUnderANewEpoch(long seed) {
        fleet(seed, 3, 2);
        String before = record(key(1));
        CompletableFuture<Void> reset = control.reset(key(1), Workload.position(0)).toCompletableFuture();
        world.runFor(Duration.ofSeconds(3));
        assertThat(reset).isCompleted();
        assertThat(record(key(1))).contains("\"gen\":1").isNotEqualTo(before);
        assertThat(owners()).hasSize(3);
        assertThat(world.ensemble.committedChildren("/kcl/sim/control")).isEmpty();
    }

    @Test
    void anOrderWaitsForALeader() {
        fleet(1, 2, 1);
        world.kill(world.workers.get(0));
        CompletableFuture<Void> retry = control.retry(key(0)).toCompletableFuture();
        world.runFor(Duration.ofSeconds(8));
        assertThat(retry).isNotDone();
        world.start("w9");
        world.runFor(Duration.ofSeconds(8));
        assertThat(retry).isCompleted();
        assertThat(counts()).containsEntry("w9", 2);
    }

    @Test
    void whatIsNotThereIsToldAtOnce() {
        fleet(1, 2, 1);
        assertThatThrownBy(() -> done(control.retry(new LeaseKey(Workload.STREAM, "none")))).hasRootCauseInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("orders/none");
        LeaseControl other = done(LeaseControl.open(world.ensemble.client(new SimulatedProcess(world.time, 1, 0)), "nobody"));
        assertThatThrownBy(() -> done(other.steer(steering -> steering.withMaintenance(true)))).hasRootCauseInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void anEndedLeaseStaysEnded() {
        world = new World(1);
        world.workload.add("s00", List.of(), 3);
        world.start("w0");
        control = done(LeaseControl.open(world.ensemble.client(new SimulatedProcess(world.time, 1, 0)), "sim"));
        world.runFor(Duration.ofSeconds(5));
        assertThat(world.invariants.allEnded()).isTrue();
        assertThatThrownBy(() -> done(control.reset(key(0), Workload.position(0)))).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    private void steer(UnaryOperator<Steering> change) {
        Steering expected = change.apply(done(control.steering()));
        assertThat(done(control.steer(change))).isEqualTo(expected);
    }

    private <T> T done(CompletionStage<T> stage) {
        world.runFor(Duration.ofSeconds(1));
        return stage.toCompletableFuture().join();
    }

    private List<String> owners() {
        List<String> owners = new ArrayList<>();
        world.workload.shards.keySet().forEach(key -> world.invariants.owner(key).ifPresent(owners::add));
        return owners;
    }

    private TreeMap<String, Integer> counts() {
        TreeMap<String, Integer> counts = new TreeMap<>();
        owners().forEach(owner -> counts.merge(owner.substring(0, owner.indexOf('#')), 1, Integer::sum));
        return counts;
    }

    private String record(LeaseKey key) {
        return new String(world.ensemble.committed("/kcl/sim/streams/" + key.stream() + "/shards/" + key.shard()).orElseThrow().data(),
                StandardCharsets.UTF_8);
    }

    private static LeaseKey key(int number) {
        return new LeaseKey(Workload.STREAM, String.format("s%02d", number));
    }
}
