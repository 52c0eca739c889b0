package io.anabranch.lease;

import io.anabranch.lease.model.Catalog;
import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseListener;
import io.anabranch.lease.model.LeaseView;
import io.anabranch.lease.protocol.Member;
import io.anabranch.lease.store.CoordinationStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;

/**
 * One process' membership of a fleet that shares leases. Any member may be elected leader and assigns; every member claims what it is assigned
 * and writes checkpoints, each write conditional on the claim's epoch. Thread-safe; nothing here blocks except {@link #close()}.
 */
public interface LeaseCoordinator extends AutoCloseable {
    /**
     * A coordinator with a thread of its own, which {@link #close()} ends. The store stays the caller's to close.
     *
     * @param positions order of checkpoints; only ever asked about positions that were given to this interface, of one lease
     */
    static LeaseCoordinator create(LeaseSettings settings, CoordinationStore store, Catalog catalog, LeaseListener listener,
            Comparator<String> positions) {
        settings.requireSafe();
        ThreadLoop loop = new ThreadLoop("anabranch-lease-" + settings.workerId(), System::nanoTime);
        Member member = new Member(settings.identity(), store, catalog, listener, positions, loop, InstantSource.system(), new SplittableRandom());
        return new FleetMember(member, loop);
    }

    /**
     * Joins the fleet. Completes when the worker is registered; from then on the listener is told of leases. When the session is lost a new one is
     * opened and joins by itself. Fails if the store is closed or its layout is of a later version.
     */
    CompletionStage<Void> start();

    /**
     * Stores a position. Completes with {@code Saved} once it is durable. At most one write a lease is in flight; of the values that come meanwhile
     * only the newest is written and the stages of all complete with it. A position before the stored one fails with IllegalArgumentException, a
     * call after {@link #release}, {@link #end} or {@link #fail} with IllegalStateException. {@code StoreUnavailable} comes when the store
     * was out of reach for a session timeout; the position was then stored or not.
     */
    CompletionStage<CheckpointResult> checkpoint(Lease lease, String position);

    /**
     * Stores the final position, if there is one, and gives the lease back in the same write. Sent again for as long as the session may live, so this
     * and {@link #end} complete with Saved or LeaseLost in the end ({@code StoreUnavailable} only if the store refuses the write as such: call again).
     */
    CompletionStage<CheckpointResult> release(Lease lease, Optional<String> position);

    /**
     * Stores the position and marks the lease ENDED, for ever, in one write that also tells the leader of its children.
     *
     * @param children names (same stream) of the leases that follow, so that the leader looks for them at once; may be empty
     */
    CompletionStage<CheckpointResult> end(Lease lease, String position, List<String> children);

    /** Marks the lease FAILED with a reason an operator can read. The worker keeps it. */
    CompletionStage<CheckpointResult> fail(Lease lease, String reason);

    /** True while nobody else can have claimed the lease: it was not lost, and the deadline has not passed. Ask before every dispatch. */
    boolean isValid(Lease lease);

    /** How long {@link #isValid} stays true without further word from the store; zero when it is false. */
    Duration validFor(Lease lease);

    /** What this worker owns now, by key. */
    List<Lease> owned();

    /** The lease records of the application as the store has them now, for tables and tests: key, state, owner, epoch, checkpoint, reason. */
    CompletionStage<List<LeaseView>> leases();

    /**
     * Revokes all own leases and takes no more; completes when all are released, ended or lost (FAILED ones stay as they are). Each goes to another
     * worker as soon as it is released. {@link #close} comes after it.
     */
    CompletionStage<Void> drain();

    /** Leaves at once, without a drain: ends the session, so that the fleet takes over at once. Owned leases are reported lost. */
    @Override
    void close();
}
