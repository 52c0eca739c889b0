package io.anabranch.simulator.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Format of a frame, the records of one batch; numbers are big-endian.
 * <pre>
 * offset size
 *      0    4  length of the frame, this header included
 *      4    4  CRC32C of the records, then of bytes 8 to 39, then of the segment's salt
 *      8    8  index of the first record
 *     16    8  arrival, epoch milliseconds
 *     24    4  number of records, 1 or more
 *     28    2  flags; 1: indexes before this frame were left out on purpose; 2: the stream was to be encrypted when the records came (they
 *                are not, as long as the key id is 0)
 *     30    2  0
 *     32    4  key id (encryption), 0 = none
 *     36    4  0
 *     40       records, each:
 *                2  length of the key; 65535: the record has no key
 *                4  length of the payload
 *                   key, payload
 * </pre>
 * The records come first into the checksum, so that it can be computed before the lock of the shard is taken and the header is known.
 */
final class Frame {
    static final int HEADER = 40;
    static final int RECORD_HEADER = 6;
    static final int NO_KEY = 0xFFFF;
    static final int MAX_LENGTH = 256 << 20;
    static final int SKIPS = 1;
    static final int ENCRYPTED = 2;

    private static final int CRC = 4;
    private static final int FIRST_INDEX = 8;
    private static final int ARRIVAL = 16;
    private static final int COUNT = 24;
    private static final int FLAGS = 28;

    private Frame() {}

    static void putHeader(ByteBuffer frame, int length, long firstIndex, long arrivalMillis, int count, int flags) {
        frame.putInt(0, length).putInt(CRC, 0).putLong(FIRST_INDEX, firstIndex).putLong(ARRIVAL, arrivalMillis).putInt(COUNT, count);
        frame.putShort(FLAGS, (short) flags).putShort(30, (short) 0).putInt(32, 0).putInt(36, 0);
    }

    static void putCrc(ByteBuffer frame, int crc) {
        frame.putInt(CRC, crc);
    }

    static int length(ByteBuffer bytes, int at) {
        return bytes.getInt(at);
    }

    static int crc(ByteBuffer bytes, int at) {
        return bytes.getInt(at + CRC);
    }

    static long firstIndex(ByteBuffer bytes, int at) {
        return bytes.getLong(at + FIRST_INDEX);
    }

    static long arrivalMillis(ByteBuffer bytes, int at) {
        return bytes.getLong(at + ARRIVAL);
    }

    static int count(ByteBuffer bytes, int at) {
        return bytes.getInt(at + COUNT);
    }

    static boolean is(int flag, ByteBuffer bytes, int at) {
        return (bytes.getShort(at + FLAGS) & flag) != 0;
    }

    /** True if the header can be one: what is cheap to know before the checksum. */
    static boolean isPlausible(ByteBuffer bytes, int at, long expectedIndex) {
        int length = length(bytes, at);
        int count = count(bytes, at);
        long firstIndex = firstIndex(bytes, at);
        return length >= HEADER + RECORD_HEADER
                && length <= MAX_LENGTH
                && count >= 1
                && count <= (length - HEADER) / RECORD_HEADER
                && firstIndex >= expectedIndex
                && firstIndex - expectedIndex <= Integer.MAX_VALUE;
    }

    /** True if the frame, which lies whole in {@code bytes}, is as it was written. Uses position and limit of {@code bytes}. */
    static boolean isIntact(ByteBuffer bytes, int at, long salt) {
        int length = length(bytes, at);
        CRC32C crc = new CRC32C();
        crc.update(bytes.limit(at + length).position(at + HEADER));
        crc.update(bytes.limit(at + HEADER).position(at + FIRST_INDEX));
        bytes.clear();
        return finish(crc, salt) == crc(bytes, at);
    }

    /** The checksum's value after the salt. */
    static int finish(CRC32C crc, long salt) {
        for (int shift = 56; shift >= 0; shift -= 8) crc.update((int) (salt >>> shift) & 0xFF);
        return (int) crc.getValue();
    }
}
