package io.anabranch.simulator.stream;

import java.util.List;
import java.util.concurrent.CompletionStage;

public final class Stream {
    public StreamDescription description() { throw new UnsupportedOperationException(); }
    /** Open and closed, by index. */
    public List<Shard> shards() { throw new UnsupportedOperationException(); }
    public Shard shard(ShardId id) { throw new UnsupportedOperationException(); }
    public CompletionStage<Void> put(PutBatch batch) { throw new UnsupportedOperationException(); }
}
