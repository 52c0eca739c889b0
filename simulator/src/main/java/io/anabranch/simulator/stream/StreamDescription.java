package io.anabranch.simulator.stream;

import java.time.Instant;
import java.util.List;

/**
 * What the control plane knows of one stream at one moment.
 *
 * @param streamId      {@code [a-z0-9]{20}-[a-z0-9]{3}}, tells a stream from a deleted one of the same name
 * @param config        its settings
 * @param target        the settings once what is under way is completed
 * @param consumerCount registered consumers in any state
 * @param shards        open and closed, by index; empty while CREATING
 */
public record StreamDescription(
        String name,
        String arn,
        String streamId,
        StreamStatus status,
        Instant created,
        StreamConfig config,
        StreamConfig target,
        int consumerCount,
        List<ShardDescription> shards) {
    public StreamDescription {
        shards = List.copyOf(shards);
    }

    /** 24 to 8760. */
    public int retentionHours() {
        return config.retentionHours();
    }

    /** MiB/s, zero: none. */
    public int targetWarmThroughputMiBps() {
        return target.warmThroughputMiBps();
    }

    public int openShardCount() {
        return (int) shards.stream().filter(shard -> !shard.isClosed()).count();
    }
}
