package io.anabranch.kcl.processor;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import java.time.Instant;
import java.util.List;

/**
 * Hears what becomes of a worker's claims on shards: for logs, histories and tests. For one claim the calls come one at a time, in order, on the
 * shard's loop: claimed before the first record is given to the processor; checkpointed any number of times; failed at most once; then exactly one of
 * released, shardEnded and lost, unless the process dies first. Calls for different shards may come at the same time. An exception is logged and
 * changes nothing. What takes long here delays the shard.
 */
public interface WorkerListener {
    /**
     * This worker owns the shard.
     *
     * @param from where processing starts
     */
    default void claimed(Claim claim, Position from, Instant at) {}

    /** The position is durable in the lease record. */
    default void checkpointed(Claim claim, Position position, Instant at) {}

    /** The processor failed for good: the shard stays with this worker, idle. */
    default void failed(Claim claim, String reason, Instant at) {}

    /** The shard was given back; {@code position} is where the next owner starts. */
    default void released(Claim claim, Position position, Instant at) {}

    /** The shard was processed to its end and SHARD_END is durable. */
    default void shardEnded(Claim claim, List<ShardId> children, Instant at) {}

    /** The shard may belong to another worker now; a batch that was running has returned. */
    default void lost(Claim claim, Instant at) {}

    /** No word from the coordination store for too long: nothing is given to any processor until {@link #resumed}. */
    default void suspended(Instant at) {}

    /** In touch with the coordination store again; claims that were not reported lost go on. */
    default void resumed(Instant at) {}

    /** @param epoch the fencing token of the claim */
    record Claim(String stream, ShardId shard, long epoch) {}
}
