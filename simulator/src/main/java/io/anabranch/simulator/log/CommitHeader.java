package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/** First bytes of a {@link CommitFile}, where their format is told. */
record CommitHeader(long generation, long salt) {
    static final int LENGTH = 64;
    static final int VERSION = 1;
    private static final long MAGIC = 0x414E_4252_434D_540AL;
    private static final int CRC_OFFSET = 60;

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(LENGTH).putLong(generation).putLong(salt);
        bytes.putInt(CRC_OFFSET, crc(bytes));
        return bytes.clear();
    }

    /**
     * @param bytes the first {@link #LENGTH} bytes of the file, zeros where it is shorter
     * @return empty if the file was never begun
     */
    static Optional<CommitHeader> decode(ByteBuffer bytes, Path file) throws IOException {
        if (bytes.equals(ByteBuffer.allocate(LENGTH))) return Optional.empty();
        if (bytes.getLong(0) != MAGIC) throw new DamagedLogException(file, 0, "not a file of a commit log");
        if (bytes.getInt(8) > VERSION) throw new UnsupportedFormatException(file, bytes.getInt(8), VERSION);
        if (bytes.getInt(CRC_OFFSET) != crc(bytes)) throw new DamagedLogException(file, 0, "damaged header");
        return Optional.of(new CommitHeader(bytes.getLong(16), bytes.getLong(24)));
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().limit(CRC_OFFSET));
        return (int) crc.getValue();
    }
}
