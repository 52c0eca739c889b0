package io.anabranch.simulator.wire;

/** Reads a decimal of up to 128 bits into two longs, without a BigInteger. */
final class HashKeyText {
    private static final int MAX_DIGITS = 39;
    private static final long LOW_HALF = 0xFFFF_FFFFL;

    private long high;
    private long low;

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    /** Returns false if the text is not {@code 0|[1-9]\d*} below 2^128. */
    boolean parse(byte[] source, int start, int length) {
        high = 0;
        low = 0;
        if (length == 0 || length > MAX_DIGITS || (source[start] == '0' && length > 1)) {
            return false;
        }
        for (int i = start; i < start + length; i++) {
            int digit = source[i] - '0';
            if (digit < 0 || digit > 9 || !append(digit)) {
                return false;
            }
        }
        return true;
    }

    private boolean append(int digit) {
        long a = (low & LOW_HALF) * 10 + digit;
        long b = (low >>> 32) * 10 + (a >>> 32);
        long c = (high & LOW_HALF) * 10 + (b >>> 32);
        long d = (high >>> 32) * 10 + (c >>> 32);
        low = (b << 32) | (a & LOW_HALF);
        high = (d << 32) | (c & LOW_HALF);
        return d >>> 32 == 0;
    }
}
