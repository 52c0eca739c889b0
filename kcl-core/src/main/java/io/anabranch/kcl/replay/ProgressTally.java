package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.ShardId;
import java.time.Instant;

/** Adds up what the shards tell, and tells the listener. Thread-safe; the listener hears one step at a time. */
final class ProgressTally {
    private final ReplayProgress listener;
    private final int shards;
    private long records;
    private long bytes;
    private int shardsDone;
    private double fractions;

    ProgressTally(ReplayProgress listener, int shards) {
        this.listener = listener;
        this.shards = shards;
    }

    /** @param fractionMoved by how much the fraction of the shard grew */
    synchronized void given(ShardId shard, int moreRecords, long moreBytes, long shardMillis, double fractionMoved) {
        records += moreRecords;
        bytes += moreBytes;
        fractions += fractionMoved;
        tell(shard, shardMillis);
    }

    synchronized void done(ShardId shard, long shardMillis, double fractionMoved) {
        shardsDone++;
        fractions += fractionMoved;
        tell(shard, shardMillis);
    }

    private void tell(ShardId shard, long shardMillis) {
        double fraction = shardsDone == shards ? 1 : Math.min(1, fractions / shards);
        listener.progress(new ReplayProgress.Step(records, bytes, shard, Instant.ofEpochMilli(shardMillis), shardsDone, shards, fraction));
    }
}
