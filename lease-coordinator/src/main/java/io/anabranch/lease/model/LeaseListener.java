package io.anabranch.lease.model;


/**
 * What a worker is told of its leases. Called one at a time, in order, on the coordinator's loop: do not block, hand over to another thread.
 * For one key the calls are granted, then at most one revoked, then at most one lost; nothing after lost or after a completed release.
 */
public interface LeaseListener {
    /** This worker owns the lease: process from {@code lease.checkpoint()}. */
    void granted(Lease lease);

    /** The leader wants it elsewhere, or this worker drains: finish what runs, then call {@code LeaseCoordinator.release}. */
    void revoked(Lease lease);

    /** The lease belongs to somebody else or the session is over: stop, checkpoint nothing. */
    void lost(Lease lease);

    /** The deadline passed without word from the store: dispatch nothing until {@link #resumed}. Leases are kept, {@code isValid} is false. */
    default void suspended() {}

    /** In touch again; what was not reported lost is still owned. (If the session is over, the losses are told before this.) */
    default void resumed() {}
}
