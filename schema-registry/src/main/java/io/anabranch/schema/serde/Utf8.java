package io.anabranch.schema.serde;

/** Finds bytes that are not UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF). */
final class Utf8 {
    private Utf8() {}

    /** Offset of the first byte of the first wrong sequence in {@code [from, to)}, -1 if there is none. */
    static int firstWrong(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int length = bytes[at] >= 0 ? 1 : sequence(bytes, at, to);
            if (length == 0) return at;
            at += length;
        }
        return -1;
    }

    /** Length of the right sequence that begins at {@code at} with a byte above 7F, 0 if it is wrong. */
    private static int sequence(byte[] bytes, int at, int to) {
        int lead = bytes[at] & 0xff;
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || length > to - at) return 0;
        int second = bytes[at + 1] & 0xff;
        if (second < lowestSecond(lead) || second > highestSecond(lead)) return 0;
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) return 0;
        }
        return length;
    }

    private static int lowestSecond(int lead) {
        return lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    }

    private static int highestSecond(int lead) {
        return lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    }
}
