package io.anabranch.lease.simulation;

import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseListener;
import io.anabranch.lease.protocol.Member;
import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.SimulatedEnsemble;
import io.anabranch.lease.store.VirtualTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A worker as a user of the coordinator should write it: asks before each batch, checkpoints behind it, gives back when told. */
final class SimulatedWorker implements LeaseListener {
    /** One granted lease under work. */
    private static final class Run {
        final Lease lease;
        int next;
        boolean running;
        boolean revoked;
        boolean over;

        Run(Lease lease) {
            this.lease = lease;
            this.next = Integer.parseInt(lease.checkpoint());
        }
    }

    final String name;
    final SimulatedProcess process;
    final SimulatedEnsemble.Client client;
    final Member member;
    private final World world;
    private final SplittableRandom random;
    private final TreeMap<LeaseKey, Run> runs = new TreeMap<>();
    private boolean suspended;
    private boolean draining;
    private long hangNanos;
    private boolean stuck;
    private final List<Runnable> stuckBatches = new ArrayList<>();
    boolean ignoresDeadline;
    /** Gives a lease back as if its last record had not been processed. */
    boolean forgetsItsLast;

    SimulatedWorker(World world, String name, Member.Identity identity) {
        this.world = world;
        this.name = name;
        this.random = world.random.split();
        this.process = new SimulatedProcess(world.time, 0.96 + 0.08 * random.nextDouble(), random.nextLong());
        this.client = world.ensemble.client(process);
        InstantSource calendar = () -> Instant.ofEpochMilli(world.time.now() / 1_000_000);
        this.member = new Member(identity, client, world.workload, this, Comparator.naturalOrder(), process, calendar, random);
    }

    void start() {
        var unused = member.start();
    }

    /** The next batch takes this long. */
    void hang(long nanos) {
        hangNanos = nanos;
    }

    /** No batch ends until {@link #unstick}. */
    void stick() {
        stuck = true;
    }

    void unstick() {
        stuck = false;
        stuckBatches.forEach(process::run);
        stuckBatches.clear();
    }

    void drain() {
        draining = true;
        var unused = member.drain().thenCompose(drained -> member.leave()).thenAccept(last -> {
            last.ifPresent(CoordinationSession::close);
            world.left(this);
        });
    }

    boolean isDraining() {
        return draining;
    }

    @Override
    public void granted(Lease lease) {
        world.trace("granted", name, lease);
        Run before = runs.get(lease.key());
        world.check(before == null || before.over, "I9 %s was granted %s and holds it", name, lease);
        runs.put(lease.key(), new Run(lease));
        step(lease.key());
    }

    @Override
    public void revoked(Lease lease) {
        world.trace("revoked", name, lease);
        Run run = runs.get(lease.key());
        world.check(run != null && !run.over && !run.revoked, "I9 %s: revoked without being granted: %s", name, lease);
        if (run == null) return;
        run.revoked = true;
        if (!run.running) release(run);
    }

    @Override
    public void lost(Lease lease) {
        world.trace("lost", name, lease);
        Run run = runs.get(lease.key());
        world.check(run != null && !run.over, "I9 %s: lost without being granted: %s", name, lease);
        if (run != null) run.over = true;
    }

    @Override
    public void suspended() {
        suspended = true;
    }

    @Override
    public void resumed() {
        suspended = false;
    }

    private void step(LeaseKey key) {
        world.time.after(VirtualTime.millis(5 + random.nextInt(40)), () -> process.run(() -> {
            Run run = runs.get(key);
            if (run == null || run.over || run.revoked || run.running) return;
            boolean may = ignoresDeadline || (!suspended && !member.validFor(run.lease).isZero());
            if (may && run.next >= world.records(key)) end(run);
            else if (may) dispatch(run);
            else step(key);
        }));
    }

    private void dispatch(Run run) {
        int from = run.next;
        int to = Math.min(world.records(run.lease.key()), from + 1 + random.nextInt(5));
        world.dispatched(this, run.lease, from, to);
        run.running = true;
        if (stuck) {
            stuckBatches.add(() -> finished(run, from, to));
            return;
        }
        long duration = hangNanos > 0 ? hangNanos : VirtualTime.millis(1 + random.nextInt(30));
        hangNanos = 0;
        world.time.after(duration, () -> process.run(() -> finished(run, from, to)));
    }

    private void finished(Run run, int from, int to) {
        run.running = false;
        world.processed(run.lease, from, to);
        if (run.over) return;
        run.next = to;
        if (random.nextInt(3) == 0) {
            var unused = member.checkpoint(run.lease, Workload.position(to));
        }
        if (run.revoked) release(run);
        else step(run.lease.key());
    }

    private void release(Run run) {
        int position = forgetsItsLast ? Math.max(Integer.parseInt(run.lease.checkpoint()), run.next - 1) : run.next;
        var unused = member.release(run.lease, Optional.of(Workload.position(position)))
                .thenAccept(result -> run.over = run.over || result instanceof CheckpointResult.Saved);
    }

    private void end(Run run) {
        run.revoked = true; // nothing more is to be done with it
        var unused = member.end(run.lease, Workload.position(run.next), world.workload.shards.get(run.lease.key()).children)
                .thenAccept(result -> run.over = run.over || result instanceof CheckpointResult.Saved);
    }
}
