package io.anabranch.simulator.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive records of one log: a view on checked bytes, mapped or read. Holds one offset a record, nothing else. Immutable and thread-safe;
 * may be kept, and then keeps the bytes.
 */
public final class LogRecords {
    static final boolean[] NONE_ENCRYPTED = new boolean[0];

    private final ByteBuffer bytes;
    private final long firstIndex;
    private final int[] offsets;
    private final int count;
    /** Of each frame: the number of its first record in this view, and its arrival. */
    private final int[] frameStarts;
    private final long[] frameArrivals;
    /** Of each frame; {@link #NONE_ENCRYPTED} if none is. */
    private final boolean[] frameEncrypted;
    private final int frames;
    private final long sizeBytes;
    /** The frame asked for last: records are mostly asked for in their order. Any value is right, so threads may overwrite each other's. */
    private int recentFrame;

    LogRecords(
            ByteBuffer bytes,
            long firstIndex,
            int[] offsets,
            int count,
            int[] frameStarts,
            long[] frameArrivals,
            boolean[] frameEncrypted,
            int frames,
            long sizeBytes) {
        this.bytes = bytes.asReadOnlyBuffer();
        this.firstIndex = firstIndex;
        this.offsets = offsets;
        this.count = count;
        this.frameStarts = frameStarts;
        this.frameArrivals = frameArrivals;
        this.frameEncrypted = frameEncrypted;
        this.frames = frames;
        this.sizeBytes = sizeBytes;
    }

    static LogRecords none(long nextIndex) {
        return new LogRecords(ByteBuffer.allocate(0), nextIndex, new int[0], 0, new int[0], new long[0], NONE_ENCRYPTED, 0, 0);
    }

    public int count() {
        return count;
    }

    /** Index of record 0 of this view; where the next read begins if the view is empty. */
    public long firstIndex() {
        return firstIndex;
    }

    /** Keys and payloads together. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** Arrival, epoch milliseconds. */
    public long arrivalMillis(int i) {
        return frameArrivals[frame(i)];
    }

    /** True if the stream was to be encrypted when the record came. */
    public boolean encrypted(int i) {
        return frameEncrypted != NONE_ENCRYPTED && frameEncrypted[frame(i)];
    }

    private int frame(int i) {
        int frame = recentFrame;
        if (!isInFrame(i, frame)) {
            frame = isInFrame(i, frame + 1) ? frame + 1 : frameOf(i);
            recentFrame = frame;
        }
        return frame;
    }

    private boolean isInFrame(int i, int frame) {
        return frame < frames && i >= frameStarts[frame] && (frame + 1 == frames || i < frameStarts[frame + 1]);
    }

    private int frameOf(int i) {
        int at = Arrays.binarySearch(frameStarts, 0, frames, i);
        return at >= 0 ? at : -at - 2;
    }

    /** Length of the key in bytes, -1 if the record has none. */
    public int keyLength(int i) {
        int length = bytes.getShort(offsets[i]) & 0xFFFF;
        return length == Frame.NO_KEY ? -1 : length;
    }

    public int dataLength(int i) {
        return bytes.getInt(offsets[i] + 2);
    }

    /** A read-only view on the payload. */
    public ByteBuffer data(int i) {
        return bytes.slice(dataOffset(i), dataLength(i));
    }

    public void copyData(int i, byte[] target, int offset) {
        bytes.get(dataOffset(i), target, offset, dataLength(i));
    }

    /** Copies the key; nothing if there is none. */
    public void copyKey(int i, byte[] target, int offset) {
        bytes.get(offsets[i] + Frame.RECORD_HEADER, target, offset, Math.max(0, keyLength(i)));
    }

    /** The key's bytes, null if the record has none. */
    public byte @Nullable [] key(int i) {
        int length = keyLength(i);
        if (length < 0) return null;
        byte[] key = new byte[length];
        copyKey(i, key, 0);
        return key;
    }

    /** The checked bytes themselves, for reading at offsets; read-only. */
    public ByteBuffer bytes() {
        return bytes.asReadOnlyBuffer();
    }

    /** Where in {@link #bytes()} the key of a record begins; its payload follows. */
    public int keyOffset(int i) {
        return offsets[i] + Frame.RECORD_HEADER;
    }

    private int dataOffset(int i) {
        return offsets[i] + Frame.RECORD_HEADER + Math.max(0, keyLength(i));
    }
}
