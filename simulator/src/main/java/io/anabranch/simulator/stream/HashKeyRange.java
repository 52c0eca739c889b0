package io.anabranch.simulator.stream;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Hash keys a shard takes, both ends included.
 *
 * @param start 0 to 2^128 - 1
 * @param end   {@code start} to 2^128 - 1
 */
public record HashKeyRange(BigInteger start, BigInteger end) {
    /** The largest hash key, 2^128 - 1. */
    public static final BigInteger MAX = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    public HashKeyRange {
        if (start.signum() < 0 || end.compareTo(MAX) > 0 || start.compareTo(end) > 0)
            throw new IllegalArgumentException("not a range of hash keys: " + start + " to " + end);
    }

    /** Cuts all hash keys into {@code count} ranges of floor(2^128 / count) keys; the last takes the rest. */
    public static List<HashKeyRange> uniform(int count) {
        if (count < 1) throw new IllegalArgumentException("a stream has at least one shard, not " + count);
        BigInteger step = MAX.add(BigInteger.ONE).divide(BigInteger.valueOf(count));
        List<HashKeyRange> ranges = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            BigInteger start = step.multiply(BigInteger.valueOf(i));
            ranges.add(new HashKeyRange(start, i == count - 1 ? MAX : start.add(step).subtract(BigInteger.ONE)));
        }
        return List.copyOf(ranges);
    }

    public boolean contains(BigInteger hashKey) {
        return start.compareTo(hashKey) <= 0 && hashKey.compareTo(end) <= 0;
    }

    /** True if {@code next} begins where this range ends. */
    public boolean isFollowedBy(HashKeyRange next) {
        return end.add(BigInteger.ONE).equals(next.start);
    }
}
