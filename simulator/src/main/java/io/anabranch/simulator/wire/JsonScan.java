package io.anabranch.simulator.wire;

/** Looks for the end of what may be taken as it stands in a JSON text, eight bytes at a time. */
final class JsonScan {
    private static final long QUOTES = 0x2222222222222222L;
    private static final long BACKSLASHES = 0x5C5C5C5C5C5C5C5CL;
    private static final long SPACES = 0x2020202020202020L;
    private static final long ONES = 0x0101010101010101L;

    private JsonScan() {}

    /** The first place from {@code at} on that holds a quote; the body's length if none does. */
    static int quote(byte[] body, int at) {
        int i = at;
        for (; i <= body.length - Long.BYTES; i += Long.BYTES) {
            long word = (long) Utf8.WORD.get(body, i) ^ QUOTES;
            long found = (word - ONES) & ~word & Utf8.HIGH_BITS;
            if (found != 0) return i + (Long.numberOfTrailingZeros(found) >>> 3);
        }
        while (i < body.length && body[i] != '"') i++;
        return i;
    }

    /** The first place from {@code at} on that holds a quote, a backslash, a control character or a byte above 127; the body's length if none does. */
    static int special(byte[] body, int at) {
        int i = at;
        for (; i <= body.length - Long.BYTES; i += Long.BYTES) {
            long word = (long) Utf8.WORD.get(body, i);
            long quote = word ^ QUOTES;
            long backslash = word ^ BACKSLASHES;
            long found = ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((word - SPACES) & ~word) | word;
            found &= Utf8.HIGH_BITS;
            if (found != 0) return i + (Long.numberOfTrailingZeros(found) >>> 3);
        }
        while (i < body.length && body[i] >= ' ' && body[i] != '"' && body[i] != '\\') i++;
        return i;
    }
}
