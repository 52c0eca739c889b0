package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Shards of a stream while they are split and merged at one moment. A child's creation second is later than now and than its parents', so that its
 * sequence numbers come behind theirs. Not thread-safe.
 */
final class Lineage {
    private final StreamState stream;
    private final long nowMillis;
    private final TreeMap<Integer, ShardState> changed = new TreeMap<>();
    private int nextIndex;

    Lineage(StreamState stream, long nowMillis) {
        this.stream = stream;
        this.nowMillis = nowMillis;
        this.nextIndex = stream.nextShardIndex();
    }

    /** What became of the shards: those closed, those opened, and those that did both; by index. */
    List<ShardState> changed() {
        return List.copyOf(changed.values());
    }

    /** The two children, by range. */
    List<ShardState> split(ShardState parent, BigInteger at) {
        HashKeyRange range = parent.range();
        close(parent);
        return List.of(
                open(new HashKeyRange(range.start(), at.subtract(BigInteger.ONE)), List.of(parent)),
                open(new HashKeyRange(at, range.end()), List.of(parent)));
    }

    ShardState merge(ShardState parent, ShardState adjacent) {
        close(parent);
        close(adjacent);
        return open(new HashKeyRange(parent.range().start(), adjacent.range().end()), List.of(parent, adjacent));
    }

    private void close(ShardState shard) {
        changed.put(shard.index(), shard.closed(nowMillis));
    }

    private ShardState open(HashKeyRange range, List<ShardState> parents) {
        long creation = Math.floorDiv(nowMillis, 1000L) + 1;
        for (ShardState parent : parents) creation = Math.max(creation, parent.creationSecond() + 1);
        int adjacent = parents.size() > 1 ? parents.get(1).index() : ShardState.NONE;
        ShardState opened = new ShardState(nextIndex++, parents.get(0).index(), adjacent, range, creation, nowMillis, ShardState.NONE);
        changed.put(opened.index(), opened);
        return opened;
    }

    /**
     * Splits and merges until the open shards have these ranges.
     *
     * @param ranges in their order, covering all hash keys
     */
    void arrange(List<HashKeyRange> ranges) {
        TreeMap<BigInteger, ShardState> pieces = new TreeMap<>();
        for (ShardState piece : cut(ranges)) pieces.put(piece.range().start(), piece);
        for (HashKeyRange range : ranges) join(pieces.subMap(range.start(), true, range.end(), true).values());
    }

    /** All open shards, cut wherever one of the ranges begins. */
    private List<ShardState> cut(List<HashKeyRange> ranges) {
        TreeSet<BigInteger> starts = new TreeSet<>();
        for (HashKeyRange range : ranges) starts.add(range.start());
        List<ShardState> pieces = new ArrayList<>();
        stream.shards().stream().filter(shard -> !shard.isClosed()).sorted(Comparator.comparing(shard -> shard.range().start())).forEach(shard -> {
            NavigableSet<BigInteger> within = starts.subSet(shard.range().start(), false, shard.range().end(), true);
            cut(shard, List.copyOf(within), pieces);
        });
        return pieces;
    }

    /** Halves first, so that there are few generations. */
    private void cut(ShardState shard, List<BigInteger> at, List<ShardState> pieces) {
        if (at.isEmpty()) {
            pieces.add(shard);
            return;
        }
        int middle = at.size() / 2;
        List<ShardState> children = split(shard, at.get(middle));
        cut(children.get(0), at.subList(0, middle), pieces);
        cut(children.get(1), at.subList(middle + 1, at.size()), pieces);
    }

    /** Merges adjacent pairs until there is one. */
    private void join(Collection<ShardState> adjacent) {
        List<ShardState> left = List.copyOf(adjacent);
        while (left.size() > 1) {
            List<ShardState> joined = new ArrayList<>();
            for (int i = 0; i + 1 < left.size(); i += 2) joined.add(merge(left.get(i), left.get(i + 1)));
            if (left.size() % 2 == 1) joined.add(left.get(left.size() - 1));
            left = joined;
        }
    }
}
