package io.anabranch.kcl.source;

import io.anabranch.kcl.model.HashKeyRange;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The port to a stream service. Thread-safe; nothing blocks; failed stages carry a {@link SourceException} that says whether to try again. */
public interface StreamSource extends AutoCloseable {
    /** What the service says of the stream now. */
    CompletionStage<StreamInfo> describe(String stream);

    /** Every shard the service still lists, open and closed, oldest first. */
    CompletionStage<List<ShardInfo>> shards(String stream);

    /** Reads one shard from a position on. Cheap: asks the service only when records are asked for. */
    ShardReader open(String stream, ShardId shard, Position from);

    /** True if the service runs on this machine (in process, a folder, a loopback address). */
    boolean isLocal();

    @Override
    void close();

    /**
     * @param created tells a stream from a deleted one of the same name
     * @param now     the service's clock
     */
    record StreamInfo(String stream, Instant created, Instant now) {}

    /** @param parents none for a shard of the first generation, one after a split, two after a merge; parents that are gone are still named */
    record ShardInfo(ShardId id, List<ShardId> parents, HashKeyRange range, boolean closed) {
        public ShardInfo {
            parents = List.copyOf(parents);
        }
    }
}
