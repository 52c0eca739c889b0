package io.anabranch.simulator.transfer;

import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.StreamDescription;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a file says of a stream before its records.
 *
 * @param retentionHours 24 to 8760
 * @param shards         open and closed, by index; parents that are gone are still named
 */
public record StreamOutline(String stream, Instant created, int retentionHours, List<ShardDescription> shards) {
    public StreamOutline {
        if (!stream.matches("[a-zA-Z0-9_.-]{1,128}")) throw new IllegalArgumentException("not a stream name: '" + stream + "'");
        if (retentionHours < 24 || retentionHours > 8760) throw new IllegalArgumentException("retention hours must be 24 to 8760, was " + retentionHours);
        if (shards.isEmpty()) throw new IllegalArgumentException("a stream has at least one shard");
        shards = List.copyOf(shards);
        Set<ShardId> seen = new HashSet<>();
        for (ShardDescription shard : shards) if (!seen.add(shard.id())) throw new IllegalArgumentException("two shards are " + shard.id());
    }

    public static StreamOutline of(StreamDescription stream) {
        return new StreamOutline(stream.name(), stream.created(), stream.retentionHours(), stream.shards());
    }
}
