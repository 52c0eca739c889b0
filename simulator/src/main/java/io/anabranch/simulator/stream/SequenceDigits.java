package io.anabranch.simulator.stream;

import java.math.BigInteger;

/**
 * Writes the decimal digits of one shard's sequence numbers without a {@link BigInteger} for each. A number is
 * {@code base + index * 2^80 + arrival * 2^36}; all terms are kept in base 10^7, eight digits of it make the 56 decimal ones. The products of
 * 32- and 36-bit factors with a base-10^7 digit and their sum stay below 2^62. Thread-safe.
 */
public final class SequenceDigits {
    /** Decimal digits of every sequence number. */
    public static final int LENGTH = 56;

    private static final int LIMBS = 8;
    private static final int LIMB_DIGITS = 7;
    private static final long LIMB = 10_000_000;
    private static final long[] INDEX_LOW = limbs(BigInteger.ONE.shiftLeft(SequenceNumber.INDEX_SHIFT));
    private static final long[] INDEX_HIGH = limbs(BigInteger.ONE.shiftLeft(SequenceNumber.INDEX_SHIFT + 32));
    private static final long[] ARRIVAL = limbs(BigInteger.ONE.shiftLeft(SequenceNumber.ARRIVAL_SHIFT));

    private final long[] base;

    SequenceDigits(long creationSecond, int shardIndex) {
        base = limbs(SequenceNumber.of(creationSecond, shardIndex, 0, 0).value());
    }

    /**
     * Writes {@link #LENGTH} ASCII digits.
     *
     * @param index         of the record within the shard
     * @param arrivalSecond epoch seconds
     */
    public void write(byte[] target, int offset, long index, long arrivalSecond) {
        long low = index & 0xFFFF_FFFFL;
        long high = index >>> 32;
        long carry = 0;
        for (int i = LIMBS - 1; i >= 0; i--) {
            long sum = base[i] + low * INDEX_LOW[i] + high * INDEX_HIGH[i] + arrivalSecond * ARRIVAL[i] + carry;
            carry = sum / LIMB;
            digits((int) (sum - carry * LIMB), target, offset + i * LIMB_DIGITS);
        }
    }

    private static void digits(int limb, byte[] target, int offset) {
        int rest = limb;
        for (int i = offset + LIMB_DIGITS - 1; i >= offset; i--) {
            int next = rest / 10;
            target[i] = (byte) ('0' + rest - next * 10);
            rest = next;
        }
    }

    private static long[] limbs(BigInteger value) {
        long[] limbs = new long[LIMBS];
        BigInteger rest = value;
        for (int i = LIMBS - 1; i >= 0; i--) {
            BigInteger[] division = rest.divideAndRemainder(BigInteger.valueOf(LIMB));
            limbs[i] = division[1].longValue();
            rest = division[0];
        }
        return limbs;
    }
}
