package io.anabranch.simulator.transfer;

import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import java.util.Optional;

/**
 * What a file says of one shard.
 *
 * @param parent         the shard this one was split off, or the first of a merged pair
 * @param adjacentParent the second of a merged pair
 * @param ending         absent while the shard is open
 */
public record ShardOutline(
        ShardId id,
        Optional<ShardId> parent,
        Optional<ShardId> adjacentParent,
        HashKeyRange range,
        SequenceNumber starting,
        Optional<SequenceNumber> ending) {
    public static ShardOutline of(ShardDescription shard) {
        return new ShardOutline(shard.id(), shard.parent(), shard.adjacentParent(), shard.range(), shard.starting(), shard.ending());
    }

    public boolean isClosed() {
        return ending.isPresent();
    }
}
