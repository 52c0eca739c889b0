package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.ShardId;
import java.time.Instant;

/** Told how far a replay is: after each batch, one call at a time, on the replay's threads. Must be quick. */
@FunctionalInterface
public interface ReplayProgress {
    void progress(Step step);

    /**
     * Where the replay stands.
     *
     * @param records    of all shards so far
     * @param bytes      of all shards so far
     * @param shard      the one that moved
     * @param shardTime  arrival of the newest record given of that shard
     * @param shardsDone of {@code shards}
     * @param fraction   0 to 1: how much of the time to replay has passed, the mean over the shards
     */
    record Step(long records, long bytes, ShardId shard, Instant shardTime, int shardsDone, int shards, double fraction) {}
}
