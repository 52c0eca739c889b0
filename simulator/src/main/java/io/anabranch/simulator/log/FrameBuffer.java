package io.anabranch.simulator.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** A frame in the making, and after the append where it was put. Made to be used again; not thread-safe. */
public final class FrameBuffer {
    private static final int FIRST_CAPACITY = 64 << 10;
    /** Room beyond this is given back by {@link #clear()}. */
    private static final int KEPT_CAPACITY = 4 << 20;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private ByteBuffer view = ByteBuffer.wrap(bytes);
    private int length = Frame.HEADER;
    private int count;
    private boolean encrypted;
    private long payloadBytes;
    private final CRC32C crc = new CRC32C();
    private long firstIndex;
    private long arrivalMillis;

    /** Begins a new frame. */
    public void clear() {
        length = Frame.HEADER;
        count = 0;
        encrypted = false;
        payloadBytes = 0;
        if (bytes.length > KEPT_CAPACITY) resize(FIRST_CAPACITY);
    }

    /**
     * Copies one record in.
     *
     * @param keyLength 0 to 65534 bytes, or -1 for a record without a key
     */
    public void add(byte[] key, int keyOffset, int keyLength, byte[] data, int dataOffset, int dataLength) {
        if (keyLength >= Frame.NO_KEY) throw new IllegalArgumentException("a key of " + keyLength + " bytes");
        int keyBytes = Math.max(0, keyLength);
        int at = length;
        ensure(at, Frame.RECORD_HEADER + (long) keyBytes + dataLength);
        putShort(at, keyLength < 0 ? Frame.NO_KEY : keyLength);
        putInt(at + 2, dataLength);
        at += Frame.RECORD_HEADER;
        System.arraycopy(key, keyOffset, bytes, at, keyBytes);
        System.arraycopy(data, dataOffset, bytes, at + keyBytes, dataLength);
        length = at + keyBytes + dataLength;
        count++;
        payloadBytes += keyBytes + dataLength;
    }

    /** Says of all records of this frame whether their stream was to be encrypted when they came. */
    public void encrypted(boolean value) {
        encrypted = value;
    }

    private void putShort(int at, int value) {
        view.putShort(at, (short) value);
    }

    private void putInt(int at, int value) {
        view.putInt(at, value);
    }

    private void ensure(int at, long more) {
        long needed = at + more;
        if (needed <= bytes.length) return;
        if (needed > Frame.MAX_LENGTH) throw new IllegalArgumentException("a batch of more than " + Frame.MAX_LENGTH + " bytes");
        resize((int) Math.min(Frame.MAX_LENGTH, Math.max(needed, bytes.length * 2L)));
    }

    private void resize(int capacity) {
        bytes = Arrays.copyOf(bytes, capacity);
        view = ByteBuffer.wrap(bytes);
    }

    public int count() {
        return count;
    }

    /** Length of the frame so far, in bytes. */
    public int length() {
        return length;
    }

    /** Keys and payloads so far, in bytes. */
    public long payloadBytes() {
        return payloadBytes;
    }

    /** Index the first record got. */
    public long firstIndex() {
        return firstIndex;
    }

    /** Arrival all records got, epoch milliseconds. */
    public long arrivalMillis() {
        return arrivalMillis;
    }

    /** Takes the records into the checksum: the part that needs no lock. */
    void seal() {
        if (count == 0) throw new IllegalArgumentException("a frame without records");
        crc.reset();
        crc.update(bytes, Frame.HEADER, length - Frame.HEADER);
    }

    /** Completes a sealed frame. It may be completed once. */
    ByteBuffer finish(long first, boolean skips, long arrival, long salt) {
        firstIndex = first;
        arrivalMillis = arrival;
        Frame.putHeader(view, length, first, arrival, count, (skips ? Frame.SKIPS : 0) | (encrypted ? Frame.ENCRYPTED : 0));
        crc.update(bytes, 8, Frame.HEADER - 8);
        Frame.putCrc(view, Frame.finish(crc, salt));
        return view.duplicate().limit(length);
    }
}
