package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A change of shards that was accepted and is under way. Pure: says which shards come of it. */
sealed interface Reshard extends Pending {
    /** Indexes of the shards that close. */
    List<Integer> parents(StreamState stream);

    /** The shards that change and those that come: closed parents, open children, and what opened and closed between them. */
    List<ShardState> completed(StreamState stream, long nowMillis);

    record Split(int shard, BigInteger newStartingHashKey) implements Reshard {
        @Override
        public List<Integer> parents(StreamState stream) {
            return List.of(shard);
        }

        @Override
        public List<ShardState> completed(StreamState stream, long nowMillis) {
            Lineage lineage = new Lineage(stream, nowMillis);
            lineage.split(stream.shard(shard), newStartingHashKey);
            return lineage.changed();
        }
    }

    record Merge(int shard, int adjacent) implements Reshard {
        @Override
        public List<Integer> parents(StreamState stream) {
            return List.of(shard, adjacent);
        }

        @Override
        public List<ShardState> completed(StreamState stream, long nowMillis) {
            Lineage lineage = new Lineage(stream, nowMillis);
            lineage.merge(stream.shard(shard), stream.shard(adjacent));
            return lineage.changed();
        }
    }

    /**
     * So many shards that share the hash keys evenly. As the service does it: every shard is split where a range to come begins or ends, then
     * the pieces of a range are merged, so shards of one moment appear. A shard that has one of those ranges already stays.
     */
    record Scale(int target) implements Reshard {
        @Override
        public List<Integer> parents(StreamState stream) {
            Set<HashKeyRange> wanted = new HashSet<>(HashKeyRange.uniform(target));
            return stream.shards().stream().filter(shard -> !shard.isClosed() && !wanted.contains(shard.range())).map(ShardState::index).toList();
        }

        @Override
        public List<ShardState> completed(StreamState stream, long nowMillis) {
            Lineage lineage = new Lineage(stream, nowMillis);
            lineage.arrange(HashKeyRange.uniform(target));
            return lineage.changed();
        }
    }
}
