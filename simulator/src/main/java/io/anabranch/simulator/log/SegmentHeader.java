package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * First bytes of a segment file; numbers are big-endian.
 * <pre>
 * offset size
 *      0    8  magic "ANBRSEG\n"
 *      8    4  format version, 1
 *     12    4  length of this header, 64
 *     16    8  stream: a number made when the stream is created
 *     24    4  shard index
 *     28    4  0
 *     32    8  index of the first record
 *     40    8  salt: random, enters the checksum of every frame and index entry of this segment
 *     48    8  arrival of the record before, epoch milliseconds; 0: none, or not known (segments of the first versions)
 *     56    4  0
 *     60    4  CRC32C of bytes 0 to 59
 * </pre>
 * The salt keeps apart what looks alike: frames inside a payload (a copied segment), leftovers of another file, an index of another segment.
 */
record SegmentHeader(LogIdentity identity, long firstIndex, long salt, long arrivalBefore) {
    static final int LENGTH = 64;
    static final int VERSION = 1;
    private static final long MAGIC = 0x414E_4252_5345_470AL;
    private static final int CRC_OFFSET = 60;

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(LENGTH);
        bytes.putLong(identity.stream()).putInt(identity.shard()).putInt(0).putLong(firstIndex).putLong(salt).putLong(arrivalBefore);
        bytes.putInt(CRC_OFFSET, crc(bytes));
        return bytes.clear();
    }

    /**
     * @param bytes the first {@link #LENGTH} bytes of the file
     * @throws DamagedLogException        if the bytes are no header of this log
     * @throws UnsupportedFormatException if a newer version wrote them
     */
    static SegmentHeader decode(ByteBuffer bytes, Path file, LogIdentity expected) throws IOException {
        if (bytes.getLong(0) != MAGIC) throw new DamagedLogException(file, 0, "not a segment");
        if (bytes.getInt(8) > VERSION) throw new UnsupportedFormatException(file, bytes.getInt(8), VERSION);
        if (bytes.getInt(CRC_OFFSET) != crc(bytes)) throw new DamagedLogException(file, 0, "damaged segment header");
        LogIdentity identity = new LogIdentity(bytes.getLong(16), bytes.getInt(24));
        if (!identity.equals(expected)) throw new DamagedLogException(file, 16, "segment of " + identity + " instead of " + expected);
        return new SegmentHeader(identity, bytes.getLong(32), bytes.getLong(40), bytes.getLong(48));
    }

    /** The salt, wherever the header is of. */
    static long salt(ByteBuffer bytes) {
        return bytes.getLong(40);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().limit(CRC_OFFSET));
        return (int) crc.getValue();
    }
}
