package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** A change of shards that was accepted and is under way. Pure: says which shards come of it. */
sealed interface Reshard extends Pending {
    /** Indexes of the shards that close. */
    List<Integer> parents(StreamState stream);

    /** The shards that change and those that come: closed parents, open children, and what opened and closed between them. */
    List<ShardState> completed(StreamState stream, long nowMillis);

    /** How many more shards will be open than the {@code open} there are; 0 if there will be fewer. */
    int growth(int open);

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

        @Override
        public int growth(int open) {
            return 1;
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

        @Override
        public int growth(int open) {
            return 0;
        }
    }

    /**
     * So many shards that share the hash keys evenly. As the service does it: every shard is split where a range to come begins or ends, then
     * the pieces of a range are merged, so shards of one moment appear. A shard that has one of those ranges already stays. Sizes are even but for
     * {@link #ROUNDING}, so that doubling splits every shard in its middle and leaves no slivers.
     */
    record Scale(int target) implements Reshard {
        /** Number of hash keys by which a shard may begin earlier or later than would be even: that of a shard that is there. */
        static final BigInteger ROUNDING = BigInteger.ONE.shiftLeft(20);

        @Override
        public List<Integer> parents(StreamState stream) {
            Set<HashKeyRange> wanted = new HashSet<>(wanted(stream));
            return stream.shards().stream().filter(shard -> !shard.isClosed() && !wanted.contains(shard.range())).map(ShardState::index).toList();
        }

        @Override
        public List<ShardState> completed(StreamState stream, long nowMillis) {
            Lineage lineage = new Lineage(stream, nowMillis);
            lineage.arrange(wanted(stream));
            return lineage.changed();
        }

        @Override
        public int growth(int open) {
            return Math.max(0, target - open);
        }

        private List<HashKeyRange> wanted(StreamState stream) {
            NavigableSet<BigInteger> known = new TreeSet<>();
            for (ShardState shard : stream.shards()) if (!shard.isClosed()) known.add(shard.range().start());
            List<HashKeyRange> wanted = new ArrayList<>();
            BigInteger end = HashKeyRange.MAX;
            List<HashKeyRange> even = HashKeyRange.uniform(target);
            for (int i = target - 1; i >= 0; i--) {
                BigInteger start = rounded(even.get(i).start(), known);
                wanted.add(new HashKeyRange(start, end));
                end = start.subtract(BigInteger.ONE);
            }
            Collections.reverse(wanted);
            return wanted;
        }

        private static BigInteger rounded(BigInteger start, NavigableSet<BigInteger> known) {
            if (known.contains(start)) return start;
            BigInteger near = known.ceiling(start.subtract(ROUNDING).max(BigInteger.ZERO));
            return near != null && near.compareTo(start.add(ROUNDING)) <= 0 ? near : start;
        }
    }
}
