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
    private boolean[] frameEncrypted = new boolean[4];
    private boolean anyEncrypted;
    private int frames;
    private long sizeBytes;
    private boolean full;

    /** @param cursor stands on the frame that holds the first record wanted */
    RecordCollector(FrameCursor cursor, int maxRecords, int maxBytes) {
        this.cursor = cursor;
        this.maxRecords = maxRecords;
        this.maxBytes = maxBytes;
        this.offsets = new int[expected()];
    }

    /** How many records there will be if those to come are like those of the first frame. */
    private int expected() {
        Window window = cursor.window();
        int atHand = window.bytes().capacity() - window.at(cursor.position());
        long like = (long) cursor.count() * Math.min(maxBytes, atHand) / cursor.length();
        return (int) Math.min(maxRecords, cursor.count() + like);
    }

    LogRecords collect(long fromIndex) throws IOException {
        ByteBuffer bytes = cursor.window().bytes();
        collectFrame(bytes, (int) (fromIndex - cursor.firstIndex()));
        while (!full && cursor.nextAtHand()) collectFrame(bytes, 0);
        return new LogRecords(
                bytes, fromIndex, offsets, count, frameStarts, frameArrivals, anyEncrypted ? frameEncrypted : LogRecords.NONE_ENCRYPTED, frames, sizeBytes);
    }

    /** True if the last record collected is not the last of its frame. */
    boolean endedWithinFrame(LogRecords records) {
        return records.firstIndex() + records.count() < cursor.nextIndex();
    }

    private void collectFrame(ByteBuffer bytes, int skipped) {
        int offset = cursor.window().at(cursor.position()) + Frame.HEADER;
        for (int i = 0; i < skipped; i++) offset += Frame.RECORD_HEADER + payload(bytes, offset);
        beginFrame();
        int inFrame = cursor.count() - skipped;
        int before = count;
        take(bytes, offset, Math.min(inFrame, maxRecords - count));
        full = count - before < inFrame || count == maxRecords;
    }

    /** Takes records from {@code first} on: that many, if {@link #maxBytes} allows. */
    private void take(ByteBuffer bytes, int first, int wanted) {
        int end = count + wanted;
        if (end > offsets.length) offsets = Arrays.copyOf(offsets, Math.max(end, (int) Math.min(maxRecords, offsets.length * 2L)));
        int offset = first;
        int at = count;
        long size = sizeBytes;
        for (; at < end; at++) {
            int payload = payload(bytes, offset);
            if (size + payload > maxBytes && at > 0) break;
            offsets[at] = offset;
            size += payload;
            offset += Frame.RECORD_HEADER + payload;
        }
        count = at;
        sizeBytes = size;
    }

    private void beginFrame() {
        if (frames == frameStarts.length) {
            frameStarts = Arrays.copyOf(frameStarts, frames * 2);
            frameArrivals = Arrays.copyOf(frameArrivals, frames * 2);
            frameEncrypted = Arrays.copyOf(frameEncrypted, frames * 2);
        }
        frameStarts[frames] = count;
        frameEncrypted[frames] = cursor.encrypted();
        anyEncrypted |= frameEncrypted[frames];
        frameArrivals[frames++] = cursor.arrivalMillis();
    }

    /** Bytes of key and payload together; both lengths are got by one look, which begins two bytes before. */
    private static int payload(ByteBuffer bytes, int offset) {
        long lengths = bytes.getLong(offset - Short.BYTES);
        int keyLength = (int) (lengths >>> Integer.SIZE) & 0xFFFF;
        return (keyLength == Frame.NO_KEY ? 0 : keyLength) + (int) lengths;
    }
}
