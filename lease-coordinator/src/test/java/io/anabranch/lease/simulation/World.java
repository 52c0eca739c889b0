package io.anabranch.lease.simulation;

import io.anabranch.lease.assign.LeaseAssignor;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.WorkerTraits;
import io.anabranch.lease.protocol.Member;
import io.anabranch.lease.protocol.Paths;
import io.anabranch.lease.protocol.Timing;
import io.anabranch.lease.store.SimulatedEnsemble;
import io.anabranch.lease.store.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One simulated fleet on one ensemble and one stream, all from one seed, on one thread and one virtual clock. */
final class World {
    static final Duration T = Duration.ofSeconds(4);
    static final Duration TICK = Duration.ofMillis(400);
    static final Paths PATHS = new Paths("sim");
    static final Timing TIMING = new Timing(T, TICK, Duration.ofMillis(2), T.plus(TICK), Duration.ofMillis(50), Duration.ofSeconds(5));

    final long seed;
    final SplittableRandom random;
    final VirtualTime time = new VirtualTime();
    final Workload workload = new Workload();
    final SimulatedEnsemble ensemble;
    final Invariants invariants;
    final List<SimulatedWorker> workers = new ArrayList<>();
    /** Applied to every worker before it starts: takes a defence away. */
    Consumer<SimulatedWorker> mutation = worker -> {};
    Timing timing = TIMING;
    private long traceHash = 17;
    private long traced;
    private Violation violation;
    boolean pretending;
    private final boolean verbose;

    World(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.ensemble = new SimulatedEnsemble(time, random.split(), TICK);
        this.invariants = new Invariants(this);
        ensemble.onCommit(invariants::committed);
        time.afterEach(this::throwViolation);
        verbose = Boolean.getBoolean("trace");
    }

    SimulatedWorker start(String name) {
        SimulatedWorker worker = new SimulatedWorker(this, name, new Member.Identity(PATHS, name, "host-" + name, WorkerTraits.PLAIN, LeaseAssignor.evenByCount(), timing));
        mutation.accept(worker);
        workers.add(worker);
        worker.start();
        return worker;
    }

    void left(SimulatedWorker worker) {
        worker.process.kill();
        workers.remove(worker);
    }

    void kill(SimulatedWorker worker) {
        trace("killed", worker.name, "");
        worker.process.kill();
        workers.remove(worker);
    }

    /** True if sessions do not tell their own names, so that nobody's writes can be told by them. */
    boolean pretends() {
        return pretending;
    }

    void runFor(Duration duration) {
        time.runUntil(time.now() + duration.toNanos());
    }

    int records(LeaseKey key) {
        return workload.shards.get(key).records;
    }

    void dispatched(SimulatedWorker worker, Lease lease, int from, int to) {
        trace("dispatch", worker.name, lease.key() + " " + lease.epoch() + " " + from + ".." + to);
        invariants.dispatched(worker, lease, from);
    }

    void processed(Lease lease, int from, int to) {
        Workload.Shard shard = workload.shards.get(lease.key());
        for (int i = from; i < to; i++) {
            shard.processed[i] = true;
            shard.processedIn[i] = lease.epoch();
        }
    }

    void check(boolean holds, String promise, Object... arguments) {
        if (!holds && violation == null) {
            violation = new Violation("seed " + seed + " at " + time.now() / 1_000_000 + " ms: " + String.format(promise, arguments));
        }
        if (!holds) throw violation;
    }

    /** So that no stage and no loop swallows what was found. */
    private void throwViolation() {
        if (violation != null) throw violation;
    }

    void trace(String what, String who, Object detail) {
        traced++;
        String line = time.now() + " " + what + " " + who + " " + detail;
        traceHash = traceHash * 31 + line.hashCode();
        if (verbose) System.err.println(line);
    }

    /** Equal for equal runs. */
    String trace() {
        return traced + " lines, " + Long.toHexString(traceHash);
    }

    static final class Violation extends AssertionError {
        Violation(String message) {
            super(message);
        }
    }
}
