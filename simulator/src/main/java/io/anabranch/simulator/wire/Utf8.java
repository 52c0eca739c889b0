package io.anabranch.simulator.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What the scanners need to know about UTF-8 bytes. */
final class Utf8 {
    static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final long HIGH_BITS = 0x8080808080808080L;

    private static final int INVALID = -1;

    private Utf8() {}

    static boolean isAscii(byte[] bytes, int from, int to) {
        long seen = 0;
        if (to - from < Long.BYTES) {
            for (int i = from; i < to; i++) {
                seen |= bytes[i];
            }
        } else {
            for (int i = from; i < to - Long.BYTES; i += Long.BYTES) {
                seen |= (long) WORD.get(bytes, i);
            }
            seen |= (long) WORD.get(bytes, to - Long.BYTES);
        }
        return (seen & HIGH_BITS) == 0;
    }

    /** True if {@code word} stands at {@code from}; there must be room for it. Words of a few bytes: quicker than what is made for long ones. */
    static boolean holds(byte[] bytes, int from, byte[] word) {
        long differences = 0;
        if (word.length < Long.BYTES) {
            for (int i = 0; i < word.length; i++) {
                differences |= bytes[from + i] ^ word[i];
            }
        } else {
            int tail = word.length - Long.BYTES;
            for (int i = 0; i < tail; i += Long.BYTES) {
                differences |= (long) WORD.get(bytes, from + i) ^ (long) WORD.get(word, i);
            }
            differences |= (long) WORD.get(bytes, from + tail) ^ (long) WORD.get(word, tail);
        }
        return differences == 0;
    }

    /** How many UTF-16 units the text has, or -1 if the bytes are no valid UTF-8. */
    static int charCount(byte[] bytes, int from, int to) {
        int chars = 0;
        int i = from;
        while (i < to) {
            int size = sequenceLength(bytes, i, to);
            if (size == INVALID) {
                return INVALID;
            }
            chars += size == 4 ? 2 : 1;
            i += size;
        }
        return chars;
    }

    private static int sequenceLength(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        int size = lead < 0xC2 ? INVALID : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : INVALID;
        if (size == INVALID || at + size > end) {
            return INVALID;
        }
        for (int i = 1; i < size; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return INVALID;
            }
        }
        return shortestForm(lead, bytes[at + 1] & 0xFF) ? size : INVALID;
    }

    /** Neither overlong, nor a surrogate, nor past U+10FFFF. */
    private static boolean shortestForm(int lead, int second) {
        return switch (lead) {
            case 0xE0 -> second >= 0xA0;
            case 0xED -> second < 0xA0;
            case 0xF0 -> second >= 0x90;
            case 0xF4 -> second < 0x90;
            default -> true;
        };
    }
}
