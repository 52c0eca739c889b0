package io.anabranch.simulator.wire;

import java.util.Base64;

/** Base64 as the service checks it: whole groups of four, nothing but the standard alphabet, no loose bits at the end. */
public final class Base64Text {
    private Base64Text() {}

    /**
     * The bytes of a base64 text.
     *
     * @throws IllegalArgumentException with the service's own words for what is wrong
     */
    public static byte[] decode(String text) {
        if (text.length() % 4 != 0) {
            throw new IllegalArgumentException("Base64 encoded length is expected a multiple of 4 bytes but found: " + text.length());
        }
        int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        int end = text.length() - padding;
        for (int i = 0; i < end; i++) {
            if (valueOf(text.charAt(i)) < 0) {
                throw new IllegalArgumentException("Invalid Base64 character: '" + text.charAt(i) + "'");
            }
        }
        if (padding > 0 && (valueOf(text.charAt(end - 1)) & (padding == 2 ? 0x0F : 0x03)) != 0) {
            throw new IllegalArgumentException("Invalid last non-pad Base64 character dectected");
        }
        return Base64.getDecoder().decode(text);
    }

    /** The six bits of a character, or -1 if it is none of the alphabet. */
    static int valueOf(int c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }
}
