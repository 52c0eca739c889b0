package io.anabranch.lease.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.protocol.Timing;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.VirtualTime;
import io.anabranch.lease.store.Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * One script of faults for each main defence of the protocol: with the defence it does no harm, and without it the promise that the defence is there for
 * is broken. Each runs on some seeds, which vary the latencies.
 */
class DefenceTest {
    private static final int SEEDS = 5;

    private interface Script {
        void run(World world) throws StoreException;
    }

    @Test
    void withoutTheConditionOnClaimsAnOldClaimOvertakesARestart() throws StoreException {
        isNeeded("I2", DefenceTest::recreateWhileAClaimIsUnderWay, unconditional(data -> data.contains("\"w\":0,")));
    }

    @Test
    void withoutTheConditionOnCheckpointsAnOldOwnerOverwritesTheNew() throws StoreException {
        isNeeded("I2", DefenceTest::takeOverFromAStuckOwnerThatDoesNotKnow, unconditional(data -> !data.contains("\"w\":0,")));
    }

    @Test
    void withoutTheCheckOfTheLeaderADeposedLeaderAssigns() throws StoreException {
        isNeeded("I8", DefenceTest::deposeALeaderThatDoesNotKnow, world -> world.mutation = worker -> worker.client.rewrite(write ->
                write instanceof Write.Check check && check.path().endsWith("/leader") ? new Write.Check("/kcl", -1) : write));
    }

    @Test
    void withoutTheDeadlineAnOwnerThatWasCutOffGoesOn() throws StoreException {
        isNeeded("I3", DefenceTest::cutAnOwnerOffForLong, world -> world.mutation = worker -> worker.ignoresDeadline = true);
    }

    @Test
    void withoutIncarnationsAnExpiredWorkerTakesItsOldLeasesBack() throws StoreException {
        isNeeded("I9", DefenceTest::returnWhileTheLeaderMovesTheLeases, world -> {
            world.pretending = true;
            world.mutation = worker -> worker.client.pretendSession(0x50 + worker.name.charAt(1));
        });
    }

    @Test
    void withoutTheGateChildrenAreClaimedBeforeTheirParents() throws StoreException {
        isNeeded("I4", DefenceTest::splitAShardThatHasNotEnded, world -> world.workload.hideParents());
    }

    @Test
    void withoutTheFinalCheckpointAHandOverRepeatsRecords() throws StoreException {
        isNeeded("I10", DefenceTest::join, world -> world.mutation = worker -> worker.forgetsItsLast = true);
    }

    @Test
    void withAShortDrainDeadlineAnOwnerThatWasCutOffIsOvertaken() throws StoreException {
        isNeeded("I3", DefenceTest::revokeFromAnOwnerThatIsCutOff, world -> world.timing = drainingIn(Duration.ofMillis(1_200)));
    }

    private static void join(World world) {
        shards(world, 6);
        world.start("w1");
        world.runFor(Duration.ofSeconds(2));
        world.start("w2");
        world.runFor(Duration.ofSeconds(3));
    }

    /** s00 is handed to a worker on a slow line; its claim is read but not yet written when the stream is created anew. */
    private static void recreateWhileAClaimIsUnderWay(World world) {
        world.timing = new Timing(World.T, World.TICK, Duration.ZERO, World.TIMING.drain(), Duration.ofMillis(50), Duration.ofMillis(100));
        shards(world, 2);
        world.start("w1");
        world.runFor(Duration.ofSeconds(1));
        SimulatedWorker slow = world.start("w2");
        slow.client.linkDelay(VirtualTime.millis(600));
        until(world, () -> world.invariants.owner(key("s00")).isEmpty() || world.invariants.owner(key("s01")).isEmpty());
        world.runFor(Duration.ofMillis(2_900));
        world.workload.recreate();
        world.runFor(Duration.ofSeconds(4));
    }

    /** An owner's batches hang beyond the drain deadline; when the next owner has claimed they end, and the old one does not know yet. */
    private static void takeOverFromAStuckOwnerThatDoesNotKnow(World world) {
        shards(world, 6);
        world.start("w1");
        SimulatedWorker old = world.start("w2");
        world.runFor(Duration.ofSeconds(3));
        old.stick();
        world.runFor(Duration.ofMillis(200));
        SimulatedWorker next = world.start("w3");
        world.runFor(Duration.ofSeconds(2));
        world.ensemble.lag(old.client.follower(), VirtualTime.millis(3_000));
        until(world, () -> next.member.owned().size() > 1);
        old.unstick();
        world.runFor(Duration.ofSeconds(6));
    }

    /** Somebody deletes the leader's place in the queue: a second leader is elected while the first one lives and works. */
    private static void deposeALeaderThatDoesNotKnow(World world) throws StoreException {
        shards(world, 6);
        world.start("w1");
        world.start("w2");
        world.runFor(Duration.ofSeconds(2));
        world.ensemble.write(List.of(new Write.Delete("/kcl/sim/lock/" + world.ensemble.committedChildren("/kcl/sim/lock").get(0), -1)));
        world.runFor(Duration.ofMillis(500));
        for (int i = 3; i < 7; i++) {
            world.start("w" + i);
            world.runFor(Duration.ofMillis(700));
        }
    }

    private static void cutAnOwnerOffForLong(World world) {
        shards(world, 4);
        world.start("w1");
        SimulatedWorker victim = world.start("w2");
        world.runFor(Duration.ofSeconds(3));
        victim.client.cut();
        world.runFor(Duration.ofSeconds(9));
        victim.client.heal();
        world.runFor(Duration.ofSeconds(3));
    }

    /** A worker comes back, under the name it had, between the leader's look at the members and its write of the assignments. */
    private static void returnWhileTheLeaderMovesTheLeases(World world) {
        shards(world, 4);
        SimulatedWorker leader = world.start("w1");
        world.runFor(Duration.ofMillis(500));
        SimulatedWorker victim = world.start("w2");
        world.runFor(Duration.ofSeconds(3));
        long session = victim.client.sessionId().orElseThrow();
        victim.client.cut();
        leader.client.linkDelay(VirtualTime.millis(400));
        until(world, () -> !world.ensemble.isAlive(session));
        for (int i = 0; i < 3; i++) world.ensemble.lag(i, VirtualTime.millis(300));
        world.runFor(Duration.ofMillis(900));
        victim.client.heal();
        world.runFor(Duration.ofMillis(600));
        leader.client.linkDelay(0);
        if (victim.client.follower() >= 0) world.ensemble.lag(victim.client.follower(), VirtualTime.millis(2_000));
        world.runFor(Duration.ofSeconds(4));
    }

    private static void splitAShardThatHasNotEnded(World world) {
        shards(world, 2);
        world.workload.reshard(List.of(world.workload.shards.get(key("s00"))), 2, 50);
        world.start("w1");
        world.runFor(Duration.ofSeconds(2));
    }

    /** The leader wants a lease moved whose owner was cut off just before, and cannot hear it. */
    private static void revokeFromAnOwnerThatIsCutOff(World world) {
        shards(world, 6);
        world.start("w1");
        world.runFor(Duration.ofMillis(500));
        SimulatedWorker victim = world.start("w2");
        world.runFor(Duration.ofSeconds(3));
        world.start("w3");
        world.runFor(Duration.ofMillis(15));
        victim.client.cut();
        world.runFor(Duration.ofSeconds(8));
    }

    /** Runs the script with the defence, which must hold, and without it, which must break the promise on some seed and no other one on any. */
    private static void isNeeded(String promise, Script script, Consumer<World> removal) throws StoreException {
        List<String> broken = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            script.run(new World(seed));
            World defenceless = new World(seed);
            removal.accept(defenceless);
            try {
                script.run(defenceless);
            } catch (World.Violation violation) {
                broken.add(violation.getMessage());
            }
        }
        assertThat(broken).as("violations without the defence").isNotEmpty();
        assertThat(broken).as("violations without the defence").anyMatch(message -> message.contains(" ms: " + promise + " "));
    }

    private static Consumer<World> unconditional(Predicate<String> recordsLike) {
        return world -> world.mutation = worker -> worker.client.rewrite(write ->
                write instanceof Write.Replace replace && replace.path().contains("/shards/")
                        && recordsLike.test(new String(replace.data(), StandardCharsets.UTF_8))
                        ? new Write.Replace(replace.path(), replace.data(), -1) : write);
    }

    private static Timing drainingIn(Duration drain) {
        Timing timing = World.TIMING;
        return new Timing(timing.sessionTimeout(), timing.tick(), timing.linger(), drain, timing.debounce(), timing.catalogInterval());
    }

    private static void shards(World world, int count) {
        for (int i = 0; i < count; i++) world.workload.add(String.format("s%02d", i), List.of(), 20_000);
    }

    private static LeaseKey key(String shard) {
        return new LeaseKey(Workload.STREAM, shard);
    }

    private static void until(World world, BooleanSupplier reached) {
        for (int i = 0; i < 3_000 && !reached.getAsBoolean(); i++) world.runFor(Duration.ofMillis(5));
        assertThat(reached.getAsBoolean()).as("the script comes to its point, seed " + world.seed).isTrue();
    }
}
