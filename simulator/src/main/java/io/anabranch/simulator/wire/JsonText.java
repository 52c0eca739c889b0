package io.anabranch.simulator.wire;

import java.nio.charset.StandardCharsets;

/** Writes UTF-8 bytes as a JSON string. */
final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    static void write(OutputBuffer out, byte[] utf8, int offset, int length) {
        out.put('"');
        int from = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (mustEscape(utf8[i])) {
                out.put(utf8, from, i - from);
                escape(out, utf8[i]);
                from = i + 1;
            }
        }
        out.put(utf8, from, end - from).put('"');
    }

    /** Bytes that {@link #write} writes. */
    static int length(byte[] utf8, int offset, int length) {
        int written = length + 2;
        for (int i = offset; i < offset + length; i++) {
            if (mustEscape(utf8[i])) written += utf8[i] < ' ' ? 5 : 1;
        }
        return written;
    }

    private static boolean mustEscape(byte b) {
        return (b >= 0 && b < ' ') || b == '"' || b == '\\';
    }

    private static void escape(OutputBuffer out, byte b) {
        out.put('\\');
        if (b == '"' || b == '\\') {
            out.put(b);
        } else {
            out.put('u').put('0').put('0').put(HEX[b >> 4]).put(HEX[b & 15]);
        }
    }
}
