package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;

/** Which open shard takes which hash key. Immutable; a change of shards makes a new one. */
final class Routing {
    private final Shard[] shards;
    private final long[] startHigh;
    private final long[] startLow;

    private Routing(List<Shard> open) {
        shards = open.toArray(Shard[]::new);
        startHigh = new long[shards.length];
        startLow = new long[shards.length];
        for (int i = 0; i < shards.length; i++) {
            BigInteger start = shards[i].range().start();
            startHigh[i] = start.shiftRight(64).longValue();
            startLow[i] = start.longValue();
        }
    }

    static Routing of(List<Shard> shards) {
        return new Routing(shards.stream()
                .filter(shard -> !shard.closed())
                .sorted(Comparator.comparing(shard -> shard.range().start()))
                .toList());
    }

    int size() {
        return shards.length;
    }

    Shard shard(int slot) {
        return shards[slot];
    }

    /** Number of the shard whose range holds the hash key; open shards cover all of them. */
    int slot(long high, long low) {
        int from = 0;
        int to = shards.length - 1;
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (isAtOrAbove(high, low, startHigh[middle], startLow[middle])) from = middle;
            else to = middle - 1;
        }
        return from;
    }

    private static boolean isAtOrAbove(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order > 0 || order == 0 && Long.compareUnsigned(low, otherLow) >= 0;
    }
}
