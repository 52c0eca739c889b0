package io.anabranch.simulator.log;

import io.anabranch.simulator.log.LogFiles.LogFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One file of the commit log, which is used again and again. It has its length before it is used, so that a force has no length to write; behind its last
 * group stand zeros, or what an earlier use left. Numbers are big-endian.
 * <pre>
 * offset size
 *      0    8  magic "ANBRCMT\n"
 *      8    4  format version, 1
 *     12    4  length of this header, 64
 *     16    8  generation: a file with a higher one was written later
 *     24    8  salt: random, another one for each use, enters the checksum of every group
 *     32   28  0
 *     60    4  CRC32C of bytes 0 to 59
 *   4096       groups, each:
 *                4  length of the group, these 16 bytes included
 *                4  CRC32C of all that follows, then of the salt
 *                8  number, higher than that of the group before
 *                   entries, each:
 *                     4  length of the frame
 *                     4  length of the name
 *                     8  salt of the segment
 *                     8  offset of the frame in the segment
 *                        name of the segment's file in the data folder, UTF-8, with slashes
 *                        the frame
 * </pre>
 * The file is changed by one thread at a time; others may read it meanwhile.
 */
final class CommitFile implements Closeable {
    static final String SUFFIX = ".commits";
    static final int FIRST_GROUP = 4096;
    private static final int AT_ONCE = 1 << 20;

    private final LogFiles files;
    private final Path data;
    private final Path path;
    private final LogFile file;
    private final Set<Segment> dirty = ConcurrentHashMap.newKeySet();
    private volatile CommitHeader header = new CommitHeader(0, 0);
    private long capacity;
    private volatile long end = FIRST_GROUP;

    private CommitFile(LogFiles files, Path data, Path path, LogFile file) throws IOException {
        this.files = files;
        this.data = data;
        this.path = path;
        this.file = file;
        this.capacity = file.size();
    }

    /** Makes the file if it is missing. */
    static CommitFile open(LogFiles files, Path data, String name) throws IOException {
        Path folder = Files.createDirectories(data.resolve(CommitLog.FOLDER));
        Path path = folder.resolve(name);
        return new CommitFile(files, data, path, files.open(path, true));
    }

    /** Makes the file at least so long, of zeros, and forces it. */
    void reserve(long length) throws IOException {
        if (length <= capacity) return;
        byte[] zeros = new byte[(int) Math.min(AT_ONCE, length - capacity)];
        for (long at = capacity; at < length; at += zeros.length)
            file.write(ByteBuffer.wrap(zeros, 0, (int) Math.min(zeros.length, length - at)), at);
        file.force();
        files.forceFolder(data.resolve(CommitLog.FOLDER));
        files.forceFolder(data);
        capacity = length;
    }

    /** Begins anew. The header reaches the disk with the first group; until then the file is what it was. */
    void begin(CommitHeader another) throws IOException {
        file.write(another.encode(), 0);
        header = another;
        end = FIRST_GROUP;
    }

    CommitHeader header() {
        return header;
    }

    boolean fits(int length) {
        return end + length <= capacity;
    }

    /** Appends a group and forces it. If that fails nobody knows what is behind the group before, until {@link #rewind()}. */
    void append(ByteBuffer group) throws IOException {
        long from = end;
        long to = from + group.remaining();
        file.write(group, from);
        file.force();
        end = to;
    }

    /** Makes sure that nothing is behind the last group that {@link #append} appended. */
    void rewind() throws IOException {
        if (!fits(CommitGroup.HEADER)) return;
        file.write(ByteBuffer.allocate(CommitGroup.HEADER), end);
        file.force();
    }

    /** Tells everything appended. */
    void read(CommitReader.Entries reader) throws IOException {
        new CommitReader(path, file, header.salt()).read(end, reader);
    }

    /** Segments that were written to while this file was, and not forced since. */
    Set<Segment> dirty() {
        return dirty;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
