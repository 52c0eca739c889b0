package io.anabranch.simulator.stream;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

public final class Shard {
    public ShardId id() { throw new UnsupportedOperationException(); }
    ShardOrigin origin() { throw new UnsupportedOperationException(); }
    public ShardDescription description() { throw new UnsupportedOperationException(); }
    public boolean closed() { throw new UnsupportedOperationException(); }
    /** @param fromIndex below {@link #firstIndex()} reads from there */
    public ShardRecords read(long fromIndex, int maxRecords, int maxBytes) { throw new UnsupportedOperationException(); }
    public long firstIndex() { throw new UnsupportedOperationException(); }
    public long nextIndex() { throw new UnsupportedOperationException(); }
    /** Index of the first record that arrived at {@code time} or later; {@link #nextIndex()} if there is none. */
    public long indexAt(Instant time) { throw new UnsupportedOperationException(); }
    /** @param after true for the record after {@code number}, false for the first at or after it */
    public long indexOf(SequenceNumber number, boolean after) { throw new UnsupportedOperationException(); }
    /** Arrival of the newest record, epoch milliseconds; 0 if there never was one. */
    public long tipArrivalMillis() { throw new UnsupportedOperationException(); }
    /** Called after records became readable and when the shard closed; must not block. Closing the answer ends it. */
    public Registration onAppend(Runnable listener) { throw new UnsupportedOperationException(); }
    /** Puts the whole batch into this shard, wherever its keys hash to: for imports and benchmarks. */
    public CompletionStage<Void> append(PutBatch batch) { throw new UnsupportedOperationException(); }

    public interface Registration extends AutoCloseable {
        @Override void close();
    }
}
