package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A change of shards that was accepted and is under way. Pure: says which shards come of it. */
sealed interface Reshard extends Pending {
    /** Indexes of the shards that close. */
    List<Integer> parents();

    /** Ranges of the shards that open. */
    List<HashKeyRange> ranges(StreamState stream);

    record Split(int shard, BigInteger newStartingHashKey) implements Reshard {
        @Override
        public List<Integer> parents() {
            return List.of(shard);
        }

        @Override
        public List<HashKeyRange> ranges(StreamState stream) {
            HashKeyRange range = stream.shard(shard).range();
            return List.of(
                    new HashKeyRange(range.start(), newStartingHashKey.subtract(BigInteger.ONE)),
                    new HashKeyRange(newStartingHashKey, range.end()));
        }
    }

    record Merge(int shard, int adjacent) implements Reshard {
        @Override
        public List<Integer> parents() {
            return List.of(shard, adjacent);
        }

        @Override
        public List<HashKeyRange> ranges(StreamState stream) {
            return List.of(new HashKeyRange(stream.shard(shard).range().start(), stream.shard(adjacent).range().end()));
        }
    }

    /**
     * The shards that change: parents closed, children opened. A child's creation second is later than now and than its parents', so that its
     * sequence numbers come behind theirs.
     */
    static List<ShardState> completed(StreamState stream, Reshard reshard, long nowMillis) {
        List<ShardState> changed = new ArrayList<>();
        long creation = Math.floorDiv(nowMillis, 1000L) + 1;
        for (int parent : reshard.parents()) {
            changed.add(stream.shard(parent).closed(nowMillis));
            creation = Math.max(creation, stream.shard(parent).creationSecond() + 1);
        }
        int adjacent = reshard.parents().size() > 1 ? reshard.parents().get(1) : ShardState.NONE;
        int index = stream.nextShardIndex();
        for (HashKeyRange range : reshard.ranges(stream))
            changed.add(new ShardState(index++, reshard.parents().get(0), adjacent, range, creation, nowMillis, ShardState.NONE));
        return changed;
    }
}
