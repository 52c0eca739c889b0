package io.anabranch.lease.model;

import java.util.Optional;

/** How a fenced write to a lease record ended. */
public sealed interface CheckpointResult {
    /** The record holds {@code checkpoint}, written by this claim; durable as the store is. */
    record Saved(String checkpoint) implements CheckpointResult {}

    /** The lease belongs to a higher epoch, or this worker's session is over: nothing was written and nothing will ever be. */
    record LeaseLost(Optional<String> newOwner) implements CheckpointResult {}

    /** The store could not be asked in time. The write may have happened; the coordinator finds out before this lease's next write. */
    record StoreUnavailable(Throwable cause) implements CheckpointResult {}
}
