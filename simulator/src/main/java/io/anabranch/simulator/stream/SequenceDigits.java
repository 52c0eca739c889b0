package io.anabranch.simulator.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * Writes the decimal digits of one shard's sequence numbers without a {@link BigInteger} for each. A number is
 * {@code base + index * 2^80 + arrival * 2^36}; all terms are kept in base 10^8, seven digits of it (limbs) make the 56 decimal ones. The products
 * of 32- and 36-bit factors with a limb and their sum stay below 2^63. The eight decimal digits of a limb are made at once, in the lanes of
 * one long. Thread-safe.
 */
public final class SequenceDigits {
    /** Decimal digits of every sequence number. */
    public static final int LENGTH = 56;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int LIMBS = 7;
    private static final int LIMB_DIGITS = 8;
    private static final long LIMB = 100_000_000;
    private static final long[] INDEX_LOW = limbs(BigInteger.ONE.shiftLeft(SequenceNumber.INDEX_SHIFT));
    private static final long[] INDEX_HIGH = limbs(BigInteger.ONE.shiftLeft(SequenceNumber.INDEX_SHIFT + 32));
    private static final long[] ARRIVAL = limbs(BigInteger.ONE.shiftLeft(SequenceNumber.ARRIVAL_SHIFT));

    /** The limbs before it are zero in {@link #INDEX_LOW}. */
    private static final int FIRST_INDEX_LIMB = 3;

    private final long[] base;
    private volatile Moment last;

    SequenceDigits(long creationSecond, int shardIndex) {
        base = limbs(SequenceNumber.of(creationSecond, shardIndex, 0, 0).value());
        last = moment(0, 0);
    }

    /**
     * Writes {@link #LENGTH} ASCII digits.
     *
     * @param index         of the record within the shard
     * @param arrivalSecond epoch seconds
     */
    public void write(byte[] target, int offset, long index, long arrivalSecond) {
        Moment now = last;
        if (now.second != arrivalSecond || now.high != index >>> 32) {
            now = moment(index >>> 32, arrivalSecond);
            last = now;
        }
        for (int i = 0; i < FIRST_INDEX_LIMB; i++) WORD.set(target, offset + i * LIMB_DIGITS, now.digits[i]);
        long low = index & 0xFFFF_FFFFL;
        long carry = 0;
        for (int i = LIMBS - 1; i >= FIRST_INDEX_LIMB || carry != 0; i--) {
            long sum = now.limbs[i] + low * INDEX_LOW[i] + carry;
            carry = sum / LIMB;
            WORD.set(target, offset + i * LIMB_DIGITS, digits((int) (sum - carry * LIMB)));
        }
    }

    private Moment moment(long high, long arrivalSecond) {
        long[] limbs = new long[LIMBS];
        long[] digits = new long[LIMBS];
        long carry = 0;
        for (int i = LIMBS - 1; i >= 0; i--) {
            long sum = base[i] + high * INDEX_HIGH[i] + arrivalSecond * ARRIVAL[i] + carry;
            carry = sum / LIMB;
            limbs[i] = sum - carry * LIMB;
            digits[i] = digits((int) limbs[i]);
        }
        return new Moment(high, arrivalSecond, limbs, digits);
    }

    /**
     * What the numbers of one second have in common: all but the index' lower half, which reaches the first limbs by a carry at most.
     *
     * @param high   upper 32 bits of the index
     * @param digits of each limb
     */
    private record Moment(long high, long second, long[] limbs, long[] digits) {}

    /** Halves the digits until each is alone in its byte: four and four, two and two, one and one. */
    private static long digits(int limb) {
        long fours = limb / 10_000 | ((long) (limb % 10_000) << 32);
        long upper = ((fours * 10_486) >>> 20) & 0x0000007F_0000007FL;
        long twos = upper | ((fours - upper * 100) << 16);
        long tens = ((twos * 103) >>> 10) & 0x000F_000F_000F_000FL;
        long ones = tens | ((twos - tens * 10) << 8);
        return ones | 0x30303030_30303030L;
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
