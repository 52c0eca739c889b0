package io.anabranch.lease.assign;

import io.anabranch.lease.model.LeaseKey;
import java.util.List;
import java.util.SortedMap;

/**
 * Decides who should hold what. Pure: no I/O, no clock, no chance, and the same facts give the same plan in every process, since any of them may be
 * the leader. Called on the leader's loop at every change; must not block.
 */
public interface LeaseAssignor {
    /** A worker for each orphan that any may take; an orphan that is left out stays one until something changes. */
    SortedMap<LeaseKey, String> grants(Fleet fleet);

    /** Leases that should change hands while their owners live, within the limits; each at most once. */
    List<Move> moves(Fleet fleet, MoveLimits limits);

    /** The default: each worker gets as many leases as its capacity says, whatever they weigh, to within one lease. */
    static LeaseAssignor evenByCount() {
        return new Balancer(false, Tolerance.NONE);
    }

    /**
     * Each worker gets as much load as its capacity says. Small differences are left alone, so that leases do not follow every breath of the load.
     * The leader does not measure weights yet: until it does every lease weighs 1, and this is even by count but for the differences it leaves alone.
     */
    static LeaseAssignor evenByLoad() {
        return new Balancer(true, Tolerance.DEFAULT);
    }
}
