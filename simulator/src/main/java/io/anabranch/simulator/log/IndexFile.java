package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.zip.CRC32C;

/**
 * The sparse index of a segment beside it. It can always be made again from the segment, so nothing about it is an error: reading ends at the
 * first entry that is not as it was written. Numbers are big-endian.
 * <pre>
 * offset size
 *      0    8  magic "ANBRIDX\n"
 *      8    4  format version, 1
 *     12    4  0
 *     16       entries of 24 bytes, ascending:
 *                8  index of the first record of a frame
 *                8  arrival of the frame, epoch milliseconds
 *                4  position of the frame in the segment
 *                4  CRC32C of these 20 bytes and the segment's salt
 * </pre>
 */
final class IndexFile {
    private static final int HEADER = 16;
    private static final int ENTRY = 24;
    private static final int CRC_OFFSET = 20;
    private static final int VERSION = 1;
    private static final long MAGIC = 0x414E_4252_4944_580AL;

    private IndexFile() {}

    /** Everything intact in the file; empty if there is no file. */
    static SparseIndex load(PooledFile file, long salt) throws IOException {
        SparseIndex index = new SparseIndex();
        ByteBuffer bytes;
        try {
            bytes = content(file);
        } catch (NoSuchFileException e) {
            return index; // made again from the segment
        }
        if (bytes.limit() < HEADER || bytes.getLong(0) != MAGIC || bytes.getInt(8) != VERSION) return index;
        for (int at = HEADER; at + ENTRY <= bytes.limit() && isIntact(bytes, at, salt); at += ENTRY)
            index.add(bytes.getLong(at), bytes.getLong(at + 8), bytes.getInt(at + 16));
        return index;
    }

    private static ByteBuffer content(PooledFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), 64 << 20));
        file.read(bytes, 0);
        return bytes.flip();
    }

    private static boolean isIntact(ByteBuffer bytes, int at, long salt) {
        return bytes.getInt(at + CRC_OFFSET) == crc(bytes, at, salt);
    }

    /** Writes the entries from {@code first} on to their places. */
    static void write(PooledFile file, SparseIndex index, int first, long salt) throws IOException {
        int last = index.size();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + (last - first) * ENTRY);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(0);
        for (int entry = first; entry < last; entry++) {
            int at = bytes.position();
            bytes.putLong(index.index(entry)).putLong(index.arrivalMillis(entry)).putInt(index.position(entry));
            bytes.putInt(crc(bytes, at, salt));
        }
        bytes.flip();
        if (first == 0) file.write(bytes, 0);
        else file.write(bytes.position(HEADER), HEADER + (long) first * ENTRY);
    }

    /** Cuts the file behind {@code entries} entries. */
    static void truncate(PooledFile file, int entries) throws IOException {
        file.truncate(HEADER + (long) entries * ENTRY);
    }

    private static int crc(ByteBuffer bytes, int at, long salt) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(at + CRC_OFFSET).position(at));
        return Frame.finish(crc, salt);
    }
}
