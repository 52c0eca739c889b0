package io.anabranch.kcl;

import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.StreamSource;
import java.util.List;

/** A stream named {@code orders} that a test writes to and reshards. */
interface TestStream extends AutoCloseable {
    /** A new source over it. */
    StreamSource source();

    void put(String key, String value) throws Exception;

    void split(ShardId shard) throws Exception;

    /** Two shards next to each other. */
    void merge(ShardId one, ShardId other) throws Exception;

    /** Open shards in the order of their hash keys. */
    List<ShardId> openShards();

    /** Records put before this and a worker started after it are told apart by the clock the source sees. */
    void awaitTick() throws Exception;

    @Override
    void close();
}
