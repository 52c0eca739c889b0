package io.anabranch.simulator.log;

import io.anabranch.simulator.log.LogFiles.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the groups of one {@link CommitFile}. Not thread-safe. */
final class CommitReader {
    private static final Logger LOG = LoggerFactory.getLogger(CommitReader.class);
    private static final int MOST = 1 << 30;

    private final Path path;
    private final LogFile file;
    private final long salt;
    private final ByteBuffer header = ByteBuffer.allocate(CommitGroup.HEADER);
    private ByteBuffer group = ByteBuffer.allocate(1 << 16);
    private long number;

    CommitReader(Path path, LogFile file, long salt) {
        this.path = path;
        this.file = file;
        this.salt = salt;
    }

    /** Takes frames in the order they were committed. */
    @FunctionalInterface
    interface Entries {
        /** @param frame only until this returns */
        void entry(String name, long segmentSalt, long offset, ByteBuffer frame) throws IOException;
    }

    /**
     * Tells all that stands before {@code limit}. Ends at the first group that is not whole: it was never acknowledged. If a later one stands whole right
     * behind it, it was, and is damaged; then it alone is left out.
     */
    void read(long limit, Entries entries) throws IOException {
        long at = CommitFile.FIRST_GROUP;
        while (holdsGroup(at, limit) || passes(at, limit)) {
            if (group.limit() > 0) tell(entries);
            at += length(at, limit);
        }
    }

    private boolean passes(long bad, long limit) throws IOException {
        int length = length(bad, limit);
        if (length == 0 || !holdsGroup(bad + length, limit)) return false;
        LOG.error("a damaged group of {} bytes at offset {} of {} is left out", length, bad, path);
        group.limit(0);
        return true;
    }

    /** Of the group that begins there; 0 if none can. */
    private int length(long at, long limit) throws IOException {
        if (limit - at < CommitGroup.HEADER) return 0;
        file.read(header.clear(), at);
        int length = header.getInt(0);
        return length < CommitGroup.HEADER || length > MOST || length > limit - at ? 0 : length;
    }

    private boolean holdsGroup(long at, long limit) throws IOException {
        int length = length(at, limit);
        if (length == 0) return false;
        if (group.capacity() < length) group = ByteBuffer.allocate(length);
        file.read(group.clear().limit(length), at);
        group.flip();
        return group.limit() == length && group.getLong(8) > number && group.getInt(4) == CommitGroup.crc(group, salt);
    }

    private void tell(Entries entries) throws IOException {
        number = group.getLong(8);
        ByteBuffer rest = group.duplicate().position(CommitGroup.HEADER);
        while (rest.hasRemaining()) {
            int frameLength = rest.getInt();
            byte[] name = new byte[rest.getInt()];
            long segmentSalt = rest.getLong();
            long offset = rest.getLong();
            rest.get(name);
            entries.entry(new String(name, StandardCharsets.UTF_8), segmentSalt, offset, rest.slice().limit(frameLength));
            rest.position(rest.position() + frameLength);
        }
    }
}
