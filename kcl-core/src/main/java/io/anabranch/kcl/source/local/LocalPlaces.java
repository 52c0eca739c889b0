package io.anabranch.kcl.source.local;

import io.anabranch.kcl.model.Position;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.StreamException;

/** Where in a log a position lies. */
final class LocalPlaces {
    private LocalPlaces() {}

    static ShardId shardId(io.anabranch.kcl.model.ShardId id) {
        return ShardId.parse(id.value())
                .orElseThrow(() -> new StreamException(ErrorType.RESOURCE_NOT_FOUND, "there is no shard " + id));
    }

    static long index(Shard shard, Position from) {
        if (from instanceof Position.Latest) return shard.nextIndex();
        if (from instanceof Position.AtTimestamp at) return shard.indexAt(at.instant());
        if (from instanceof Position.At at) return shard.indexOf(number(shard, at.sequenceNumber()), false);
        if (from instanceof Position.After after) return shard.indexOf(number(shard, after.sequenceNumber()), true);
        return shard.firstIndex();
    }

    private static SequenceNumber number(Shard shard, io.anabranch.kcl.model.SequenceNumber number) {
        SequenceNumber starting = shard.description().starting();
        return SequenceNumber.parse(number.toString())
                .filter(own -> own.shardIndex() == starting.shardIndex() && own.creationSecond() == starting.creationSecond())
                .orElseThrow(() -> new StreamException(
                        ErrorType.INVALID_ARGUMENT, "sequence number " + number + " is not one of shard " + shard.id()));
    }
}
