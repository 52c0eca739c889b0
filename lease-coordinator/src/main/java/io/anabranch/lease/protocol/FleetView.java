package io.anabranch.lease.protocol;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.model.Steering;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the leader believes: facts it has read, and where it has put the leases. Only the leader's loop touches it. */
final class FleetView {
    /**
     * A lease as far as assigning goes.
     *
     * @param epoch the record's when it was read or started over: news of a lower one is of a life before this
     * @param since when its state was written, by the writer's calendar
     */
    record Known(LeaseState state, List<String> parents, long epoch, Instant since) {
        static Known of(LeaseRecord record) {
            return new Known(record.state(), record.parents(), record.epoch(), record.written());
        }

        Known in(LeaseState newState, Instant now) {
            return new Known(newState, parents, epoch, now);
        }
    }

    /** A document in the store; {@code version} -1 if there is none yet. */
    record Stored(Assignment assignment, int version) {}

    final TreeMap<String, WorkerNode> workers = new TreeMap<>();
    final TreeMap<String, Stored> documents = new TreeMap<>();
    final TreeMap<LeaseKey, Placement> placements = new TreeMap<>();
    final TreeMap<LeaseKey, Known> leases = new TreeMap<>();
    /** Streams whose records are being started over: nothing of theirs is placed. */
    final TreeSet<String> restarting = new TreeSet<>();
    /** Leases that a command waits for: nobody is to have them meanwhile. */
    final TreeSet<LeaseKey> commanded = new TreeSet<>();
    Steering steering = Steering.NONE;
    /** Hand-overs whose owner has had its time. */
    final TreeSet<LeaseKey> overdue = new TreeSet<>();

    /** Takes a letter's news in. */
    void learn(Letter letter, Instant now) {
        switch (letter.about()) {
            case DRAINING -> workers.computeIfPresent(letter.incarnation(), (name, worker) -> worker.leaving());
            case ENDED -> letter.lease().ifPresent(key -> learn(key, letter.epoch(), LeaseState.ENDED, now));
            case FAILED -> letter.lease().ifPresent(key -> learn(key, letter.epoch(), LeaseState.FAILED, now));
            case RELEASED -> letter.lease().ifPresent(key -> learn(key, letter.epoch(), LeaseState.RELEASED, now));
        }
    }

    private void learn(LeaseKey key, long epoch, LeaseState state, Instant now) {
        leases.computeIfPresent(key, (k, known) -> epoch < known.epoch() || isFinal(known.state()) ? known : known.in(state, now));
    }

    boolean isAlive(String incarnation) {
        return workers.containsKey(incarnation);
    }

    /** True if the incarnation lives and takes leases. */
    boolean takesLeases(String incarnation) {
        WorkerNode worker = workers.get(incarnation);
        return worker != null && !worker.draining() && !isDrained(incarnation);
    }

    /** True if an operator wants the worker empty. */
    boolean isDrained(String incarnation) {
        return steering.drained().contains(WorkerNode.id(incarnation));
    }

    /** True if nobody is to have the lease for now, by an operator's order. */
    boolean isWithheld(LeaseKey key) {
        return steering.pauses(key) || commanded.contains(key);
    }

    /** True if the lease may be claimed: it is not finished, and its parents are ENDED or gone. */
    boolean isClaimable(LeaseKey key) {
        Known lease = leases.get(key);
        if (lease == null || isFinal(lease.state()) || restarting.contains(key.stream()) || isWithheld(key)) return false;
        return lease.parents().stream().map(parent -> leases.get(new LeaseKey(key.stream(), parent)))
                .allMatch(parent -> parent == null || parent.state() == LeaseState.ENDED);
    }

    static boolean isFinal(LeaseState state) {
        return switch (state) {
            case ENDED, FAILED -> true;
            case RELEASED, OWNED -> false;
        };
    }
}
