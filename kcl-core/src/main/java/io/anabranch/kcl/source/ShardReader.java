package io.anabranch.kcl.source;

import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.RecordBatch;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads one shard in order, from where it was opened. At most one fetch may be under way. Not thread-safe, but may change threads between fetches. */
public interface ShardReader extends AutoCloseable {
    /**
     * The next records. Completes when there are some, or empty-handed after a while of the source's choosing (at most about a second), or with the
     * end of the shard, and then again with that each time. The first fetch that finds nothing because the tip was reached says so at once, with an
     * empty batch that is 0 ms behind; only the ones after it wait. A reader that was trimmed past goes on at the oldest record there is.
     *
     * @param maxRecords 1 to 10,000
     * @param maxBytes   a wish: a batch holds at least one record, however large
     * @return failed with a {@link SourceException}; the position has not moved then, and the fetch may be tried again
     */
    CompletionStage<Fetch> fetch(int maxRecords, int maxBytes);

    /** Gives up what is under way; its stage may complete or not. */
    @Override
    void close();

    /** What came of a fetch. */
    sealed interface Fetch {
        /** @param batch possibly empty */
        record Records(RecordBatch batch) implements Fetch {}

        /** A closed shard was read to its end. */
        record EndOfShard(List<ShardId> children) implements Fetch {}
    }
}
