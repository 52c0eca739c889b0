package io.anabranch.lease.simulation;

import io.anabranch.lease.LeaseControl;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.Steering;
import io.anabranch.lease.store.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** A fleet of 2 to 4 workers with shards that split and merge, some seconds of faults, then peace until everything is processed. */
final class RandomFaults {
    private static final int FOLLOWERS = 3;

    private final World world;
    private final SplittableRandom random;
    private CompletionStage<LeaseControl> operator;
    private int started;
    private boolean peace;
    private final Set<Integer> leftOut;
    private final List<String> faults = new ArrayList<>();

    private RandomFaults(World world, Set<Integer> leftOut) {
        this.world = world;
        this.leftOut = leftOut;
        this.random = world.random.split();
        this.operator = openControl();
    }

    /** Runs the world of this seed to its end; a broken promise is thrown. */
    static World run(World world) {
        new RandomFaults(world, Set.of()).run();
        return world;
    }

    /** How a run ended: the faults there were, by number, and what was broken, if anything was. */
    record Outcome(List<String> faults, Optional<Throwable> broken) {}

    /** Runs the world of this seed without some of its faults; the others come when they would have come. */
    static Outcome without(Set<Integer> leftOut, World world) {
        RandomFaults run = new RandomFaults(world, leftOut);
        try {
            run.run();
            return new Outcome(run.faults, Optional.empty());
        } catch (RuntimeException | AssertionError e) {
            return new Outcome(run.faults, Optional.of(e));
        }
    }

    private void run() {
        int shards = 3 + random.nextInt(6);
        for (int i = 0; i < shards; i++) world.workload.add(String.format("s%02d", i), List.of(), 200 + random.nextInt(1_200));
        int fleet = 2 + random.nextInt(3);
        for (int i = 0; i < fleet; i++) startOne();
        reshardLater();
        world.runFor(Duration.ofMillis(1_000 + random.nextInt(2_000)));
        faultLater();
        world.runFor(Duration.ofMillis(8_000 + random.nextInt(15_000)));
        makePeace();
        for (int i = 0; i < 900 && !world.invariants.allEnded(); i++) {
            world.runFor(Duration.ofMillis(200));
            world.invariants.live();
            world.invariants.settled();
        }
        world.check(world.invariants.allEnded(), "L1 not everything was processed");
    }

    private void startOne() {
        world.start("w" + ++started);
    }

    private void reshardLater() {
        world.time.after(VirtualTime.millis(500 + random.nextInt(6_000)), () -> {
            if (peace || world.workload.shards.size() > 14) return;
            List<Workload.Shard> leaves = world.workload.leaves();
            Workload.Shard first = leaves.get(random.nextInt(leaves.size()));
            Workload.Shard second = leaves.get(random.nextInt(leaves.size()));
            boolean merge = random.nextInt(3) == 0 && first != second;
            if (hasNotEnded(first) && hasNotEnded(second)) {
                world.workload.reshard(merge ? List.of(first, second) : List.of(first), merge ? 1 : 2, 50 + random.nextInt(300));
            }
            reshardLater();
        });
    }

    private static boolean hasNotEnded(Workload.Shard shard) {
        return shard.processedPrefix() < shard.records;
    }

    private void faultLater() {
        world.time.after(VirtualTime.millis(100 + random.nextInt(2_500)), () -> {
            if (peace) return;
            SplittableRandom own = random.split(); // so that a fault that is left out changes no other
            if (leftOut.contains(faults.size())) faults.add("left out");
            else fault(own);
            faultLater();
        });
    }

    private void fault(SplittableRandom dice) {
        if (world.workers.isEmpty()) {
            happened("start");
            startOne();
            return;
        }
        SimulatedWorker victim = world.workers.get(dice.nextInt(world.workers.size()));
        long duration = VirtualTime.millis(dice.nextInt(9_000));
        switch (dice.nextInt(16)) {
            case 0 -> killAndReplace(victim, dice);
            case 1, 2 -> pause(victim, duration);
            case 3, 4 -> cut(victim, duration);
            case 5 -> resetLine(victim);
            case 6 -> slow(duration / 3, dice);
            case 7 -> lag(duration, dice);
            case 8 -> hang(victim, VirtualTime.millis(dice.nextInt(12_000)));
            case 9 -> cutFollower(duration / 2, dice);
            case 10 -> order(victim, duration, dice);
            case 11 -> reset(dice);
            case 12 -> silence("mute", victim, victim.client::mute, duration);
            case 13 -> silence("deafen", victim, victim.client::deafen, duration);
            case 14 -> loseQuorum(duration / (1 + dice.nextInt(12)));
            default -> joinOrLeave(victim, dice);
        }
    }

    private void killAndReplace(SimulatedWorker victim, SplittableRandom dice) {
        happened("kill " + victim.name);
        world.kill(victim);
        world.time.after(VirtualTime.millis(dice.nextInt(3_000)), this::startOne);
    }

    private void happened(String fault) {
        faults.add(world.time.now() / 1_000_000 + " ms: " + fault);
        world.trace("fault", fault, "");
    }

    private void resetLine(SimulatedWorker victim) {
        happened("reset of the line of " + victim.name);
        victim.client.reset();
    }

    private void hang(SimulatedWorker victim, long duration) {
        happened("hang " + victim.name + " " + duration);
        victim.hang(duration);
    }

    private void pause(SimulatedWorker victim, long duration) {
        happened("pause " + victim.name + " " + duration);
        victim.process.pause();
        world.time.after(duration, victim.process::resume);
    }

    private void cut(SimulatedWorker victim, long duration) {
        happened("cut " + victim.name + " " + duration);
        victim.client.cut();
        world.time.after(duration, victim.client::heal);
    }

    private void silence(String what, SimulatedWorker victim, Runnable begin, long duration) {
        happened(what + " " + victim.name + " " + duration);
        begin.run();
        world.time.after(duration, victim.client::heal);
    }

    /** For a moment it is the death of the ensemble's leader, for longer that of a second server too. */
    private void loseQuorum(long duration) {
        happened("no quorum " + duration);
        world.ensemble.loseQuorum();
        world.time.after(duration, world.ensemble::regainQuorum);
    }

    private void slow(long duration, SplittableRandom dice) {
        happened("slow " + "leader" + " " + duration);
        world.ensemble.slowBy(VirtualTime.millis(50 + dice.nextInt(1_500)));
        world.time.after(duration, () -> world.ensemble.slowBy(0));
    }

    private void lag(long duration, SplittableRandom dice) {
        happened("lag of a follower");
        int follower = dice.nextInt(FOLLOWERS);
        world.ensemble.lag(follower, VirtualTime.millis(dice.nextInt(1_500)));
        world.time.after(duration, () -> world.ensemble.lag(follower, VirtualTime.millis(1)));
    }

    private void cutFollower(long duration, SplittableRandom dice) {
        int follower = dice.nextInt(FOLLOWERS);
        happened("cut " + "follower " + follower + " " + duration);
        world.ensemble.cutFollower(follower);
        world.time.after(duration, () -> world.ensemble.healFollower(follower));
    }

    private void order(SimulatedWorker victim, long duration, SplittableRandom dice) {
        LeaseKey key = anyShard(dice).key;
        switch (dice.nextInt(4)) {
            case 0 -> steerFor(duration, steering -> steering.pausing(key), steering -> steering.resuming(key));
            case 1 -> steerFor(duration, steering -> steering.pausing(Workload.STREAM), steering -> steering.resuming(Workload.STREAM));
            case 2 -> steerFor(duration, steering -> steering.draining(victim.name), steering -> steering.notDraining(victim.name));
            default -> steerFor(duration, steering -> steering.withMaintenance(true), steering -> steering.withMaintenance(false));
        }
    }

    private void steerFor(long duration, UnaryOperator<Steering> order, UnaryOperator<Steering> takenBack) {
        happened("steer " + "operator" + " " + order.apply(Steering.NONE));
        var unused = operator.thenCompose(control -> control.steer(order)); // fails with the operator's session
        world.time.after(duration, () -> takeBack(takenBack));
    }

    private CompletionStage<LeaseControl> openControl() {
        return LeaseControl.open(world.ensemble.client(new SimulatedProcess(world.time, 1, 0)), World.PATHS.application());
    }

    /** Again until it is stored. */
    private void takeBack(UnaryOperator<Steering> change) {
        var unused = operator.thenCompose(control -> control.steer(change)).whenComplete((done, failure) -> {
            if (failure == null) return;
            operator = openControl();
            world.time.after(VirtualTime.millis(100), () -> takeBack(change));
        });
    }

    /** Back to anywhere before what is processed, or just out of its owner's hands. */
    private void reset(SplittableRandom dice) {
        Workload.Shard shard = anyShard(dice);
        String position = Workload.position(dice.nextInt(shard.processedPrefix() + 1));
        boolean back = dice.nextBoolean();
        happened("reset " + "operator" + " " + shard.key + " " + back);
        var unused = operator.thenCompose(control -> back ? control.reset(shard.key, position) : control.retry(shard.key));
    }

    private Workload.Shard anyShard(SplittableRandom dice) {
        List<Workload.Shard> shards = List.copyOf(world.workload.shards.values());
        return shards.get(dice.nextInt(shards.size()));
    }

    private void joinOrLeave(SimulatedWorker victim, SplittableRandom dice) {
        happened("join or leave of " + victim.name);
        if (world.workers.size() < 5 && dice.nextBoolean()) startOne();
        else if (world.workers.size() > 1 && !victim.isDraining()) victim.drain();
    }

    private void makePeace() {
        peace = true;
        world.trace("peace", "", "");
        takeBack(steering -> Steering.NONE);
        world.ensemble.slowBy(0);
        world.ensemble.regainQuorum();
        for (int i = 0; i < FOLLOWERS; i++) {
            world.ensemble.lag(i, VirtualTime.millis(1));
            world.ensemble.healFollower(i);
        }
        for (SimulatedWorker worker : List.copyOf(world.workers)) {
            worker.process.resume();
            worker.client.heal();
            if (worker.isDraining()) world.kill(worker);
        }
        if (world.workers.isEmpty()) startOne();
    }
}
