package io.anabranch.simulator.stream;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the control plane knows of one shard.
 *
 * @param parent         the shard this one was split off, or the first of a merged pair
 * @param adjacentParent the second of a merged pair
 * @param starting       below every record's number
 * @param ending         present once the shard is closed; above every record's number
 * @param created        when the shard began to take records; children begin when their parents close
 * @param closed         when the shard was closed
 */
public record ShardDescription(
        ShardId id,
        Optional<ShardId> parent,
        Optional<ShardId> adjacentParent,
        HashKeyRange range,
        SequenceNumber starting,
        Optional<SequenceNumber> ending,
        Instant created,
        Optional<Instant> closed) {
    public boolean isClosed() {
        return ending.isPresent();
    }

    /** None for a shard of the first generation, one after a split, two after a merge. */
    public List<ShardId> parents() {
        return Stream.concat(parent.stream(), adjacentParent.stream()).toList();
    }
}
