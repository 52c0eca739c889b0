package io.anabranch.simulator.wire;

import java.util.Arrays;

/** One growing array that a whole answer is written into. Not thread-safe. */
public final class OutputBuffer {
    private static final byte[] DIGITS = "0123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int length;

    public OutputBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    /** The array behind; valid up to {@link #length()}, and until more is written. */
    public byte[] array() {
        return bytes;
    }

    /** Makes room, takes {@code count} bytes into the length and returns where they start in {@link #array()}. */
    int claim(int count) {
        int start = length;
        ensure(count);
        length += count;
        return start;
    }

    private void ensure(int count) {
        if (bytes.length - length < count) {
            int wanted = Math.addExact(length, count);
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(wanted, bytes.length * 2L), Integer.MAX_VALUE - 16));
        }
    }

    OutputBuffer put(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
        return this;
    }

    OutputBuffer put(byte[] source) {
        return put(source, 0, source.length);
    }

    OutputBuffer put(byte[] source, int offset, int count) {
        ensure(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return this;
    }

    OutputBuffer decimal(long value) {
        if (value < 0) {
            return put('-').digits(-value);
        }
        return digits(value);
    }

    private OutputBuffer digits(long value) {
        int count = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            count++;
        }
        int end = claim(count) + count;
        long rest = value;
        for (int i = 1; i <= count; i++) {
            bytes[end - i] = DIGITS[(int) (rest % 10)];
            rest /= 10;
        }
        return this;
    }

    /** Epoch seconds with three digits of fraction. */
    OutputBuffer seconds(long epochMillis) {
        decimal(Math.floorDiv(epochMillis, 1000L));
        int millis = (int) Math.floorMod(epochMillis, 1000L);
        return put('.').put('0' + millis / 100).put('0' + millis / 10 % 10).put('0' + millis % 10);
    }

    /** A CBOR head: major type and argument. */
    OutputBuffer head(int majorType, long argument) {
        int major = majorType << 5;
        if (argument < 24) {
            return put(major | (int) argument);
        }
        if (argument < 0x100) {
            return put(major | 24).put((int) argument);
        }
        if (argument < 0x1_0000) {
            return put(major | 25).bigEndian(argument, 2);
        }
        return argument < 0x1_0000_0000L ? put(major | 26).bigEndian(argument, 4) : put(major | 27).bigEndian(argument, 8);
    }

    /** Bytes that {@link #head} writes. */
    static int headLength(long argument) {
        if (argument < 24) return 1;
        if (argument < 0x100) return 2;
        if (argument < 0x1_0000) return 3;
        return argument < 0x1_0000_0000L ? 5 : 9;
    }

    OutputBuffer bigEndian(long value, int count) {
        int start = claim(count);
        for (int i = 0; i < count; i++) {
            bytes[start + i] = (byte) (value >>> (8 * (count - 1 - i)));
        }
        return this;
    }
}
