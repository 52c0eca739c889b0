package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Gathers consecutive records of frames that lie in one window. Used once. */
final class RecordCollector {
    private final FrameCursor cursor;
    private final int maxRecords;
    private final int maxBytes;
    private int[] offsets;
    private int count;
    private int[] frameStarts = new int[4];
    private long[] frameArrivals = new long[4];
    private int frames;
    private long sizeBytes;
    private boolean full;

    /** @param cursor stands on the frame that holds the first record wanted */
    RecordCollector(FrameCursor cursor, int maxRecords, int maxBytes) {
        this.cursor = cursor;
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
        this.offsets = new int[Math.min(maxRecords, Math.max(16, cursor.count()))];
    }

    LogRecords collect(long fromIndex) throws IOException {
        ByteBuffer bytes = cursor.window().bytes();
        collectFrame(bytes, (int) (fromIndex - cursor.firstIndex()));
        while (!full && cursor.nextAtHand()) collectFrame(bytes, 0);
        return new LogRecords(bytes, fromIndex, offsets, count, frameStarts, frameArrivals, frames, sizeBytes);
    }

    /** True if the last record collected is not the last of its frame. */
    boolean endedWithinFrame(LogRecords records) {
        return records.firstIndex() + records.count() < cursor.nextIndex();
    }

    private void collectFrame(ByteBuffer bytes, int skipped) {
        int offset = cursor.window().at(cursor.position()) + Frame.HEADER;
        int inFrame = cursor.count();
        for (int i = 0; i < skipped; i++) offset += recordLength(bytes, offset);
        beginFrame();
        for (int i = skipped; i < inFrame && !full; i++) {
            int length = recordLength(bytes, offset);
            if (take(offset, length - Frame.RECORD_HEADER)) offset += length;
        }
    }

    private boolean take(int offset, int payload) {
        full = count == maxRecords || count > 0 && sizeBytes + payload > maxBytes;
        if (full) return false;
        if (count == offsets.length) offsets = Arrays.copyOf(offsets, Math.min(maxRecords, count * 2));
        offsets[count++] = offset;
        sizeBytes += payload;
        return true;
    }

    private void beginFrame() {
        if (frames == frameStarts.length) {
            frameStarts = Arrays.copyOf(frameStarts, frames * 2);
            frameArrivals = Arrays.copyOf(frameArrivals, frames * 2);
        }
        frameStarts[frames] = count;
        frameArrivals[frames++] = cursor.arrivalMillis();
    }

    private static int recordLength(ByteBuffer bytes, int offset) {
        int keyLength = bytes.getShort(offset) & 0xFFFF;
        return Frame.RECORD_HEADER + (keyLength == Frame.NO_KEY ? 0 : keyLength) + bytes.getInt(offset + 2);
    }
}
