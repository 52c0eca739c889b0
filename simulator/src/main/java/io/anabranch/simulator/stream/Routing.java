package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;

/** Which open shard takes which hash key. Immutable; a change of shards makes a new one. */
final class Routing {
    private final Shard[] shards;
    private final long[] startHigh;
    private final long[] startLow;
    /** For each value of a hash key's upper bits: the shard its first hash key falls into; one more at the end. */
    private final int[] firstSlots;
    private final int prefixShift;

    private Routing(List<Shard> open) {
        shards = open.toArray(Shard[]::new);
        startHigh = new long[shards.length];
        startLow = new long[shards.length];
        for (int i = 0; i < shards.length; i++) {
            BigInteger start = shards[i].range().start();
            startHigh[i] = start.shiftRight(64).longValue();
            startLow[i] = start.longValue();
        }
        int prefixBits = prefixBits(shards.length);
        prefixShift = Long.SIZE - prefixBits;
        firstSlots = new int[(1 << prefixBits) + 1];
        for (int i = 0; i < 1 << prefixBits; i++) firstSlots[i] = search((long) i << prefixShift, 0, 0, shards.length - 1);
        firstSlots[1 << prefixBits] = shards.length - 1;
    }

    /** So many that most values lie within one shard. */
    private static int prefixBits(int shards) {
        return Math.min(16, Integer.SIZE - Integer.numberOfLeadingZeros(shards) + 3);
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
        int prefix = (int) (high >>> prefixShift);
        return search(high, low, firstSlots[prefix], firstSlots[prefix + 1]);
    }

    private int search(long high, long low, int first, int last) {
        int from = first;
        int to = last;
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
