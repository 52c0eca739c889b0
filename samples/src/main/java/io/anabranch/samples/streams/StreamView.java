package io.anabranch.samples.streams;

import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.transfer.StreamOutline;
import java.time.Instant;
import java.util.List;

/**
 * A stream as one looks at it.
 *
 * @param status  as the service names it, ACTIVE for example
 * @param archive its records never expire; a service does not tell
 * @param shards  open and closed, by index
 */
public record StreamView(String name, String arn, String status, Instant created, int retentionHours, boolean archive, List<ShardDescription> shards) {
    public StreamView {
        shards = List.copyOf(shards);
    }

    /** How long records are kept. */
    public String retention() {
        return archive ? "for ever" : retentionHours + " h";
    }

    public long openShards() {
        return shards.stream().filter(shard -> !shard.isClosed()).count();
    }

    public StreamOutline outline() {
        return new StreamOutline(name, created, retentionHours, shards);
    }
}
