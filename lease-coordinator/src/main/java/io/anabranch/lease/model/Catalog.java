package io.anabranch.lease.model;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Says which leases must exist. Only the leader asks, with jitter, and at once when a lease has ended. Must not block; a failed stage is
 * asked again later and removes nothing.
 */
public interface Catalog {
    /** Every stream of the application with the leases that must exist now; parents may be listed after their children. */
    CompletionStage<List<StreamLeases>> list();

    /**
     * @param stream   name of the group of leases
     * @param identity tells a stream from a deleted one of the same name (for Kinesis: its creation time). When it differs from the stored one, the
     *                 stream starts over: its leases are taken from their owners, every record goes back to {@code start} under a new epoch or, if
     *                 it is not listed any more, is marked ENDED
     * @param start    the position from which leases start that nobody has checkpointed. Stored before the first lease record of the stream is
     *                 created; a stored start wins over this one, so that a crash before the first checkpoint skips nothing
     * @param leases   what must exist
     */
    record StreamLeases(String stream, String identity, String start, List<LeaseSpec> leases) {}
}
