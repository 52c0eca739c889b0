package io.anabranch.simulator.log;

import io.anabranch.simulator.log.LogFiles.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Walks the entries of one generation of a journal, as long as its file was at the beginning. Holds about one entry at a time. Not thread-safe. */
final class JournalScan {
    static final int HEADER = 16;
    /** Longest entry there is, so more than this behind the last whole one is no torn tail. */
    static final int MAX_ENTRY = 64 << 20;

    /** Version: all records are in the files of the logs. */
    static final int PLAIN = 1;
    /** Version: records may be in a commit log that are not in the files of the logs yet. */
    static final int WITH_COMMIT_LOG = 2;

    private static final long MAGIC = 0x414E_4252_4A4E_4C0AL;
    private static final int ENTRY_HEADER = 8;
    private static final int WINDOW = 256 << 10;

    private final Path path;
    private final long generation;
    private final LogFile file;
    private final long length;
    private int version;
    /** Bytes of the file from {@link #windowStart} on. */
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long windowStart;

    private JournalScan(Path path, long generation, LogFile file) throws IOException {
        this.path = path;
        this.generation = generation;
        this.file = file;
        this.length = file.size();
    }

    /**
     * @throws DamagedLogException        if the file does not begin as a journal does
     * @throws UnsupportedFormatException if a newer version wrote it
     */
    static JournalScan of(Path path, long generation, LogFile file) throws IOException {
        JournalScan scan = new JournalScan(path, generation, file);
        scan.checkHeader();
        return scan;
    }

    static ByteBuffer header(int version) {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER).putLong(MAGIC).putInt(version);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, 12);
        return bytes.putInt((int) crc.getValue()).flip();
    }

    /** @throws IOException if the content is longer than {@link #MAX_ENTRY} */
    static ByteBuffer encode(long generation, long offset, byte[] content) throws IOException {
        if (content.length > MAX_ENTRY) throw new IOException("an entry of " + content.length + " bytes, at most " + MAX_ENTRY + " can be kept");
        ByteBuffer bytes = ByteBuffer.allocate(ENTRY_HEADER + content.length).putInt(content.length).putInt(0).put(content).flip();
        return bytes.putInt(4, crc(generation, offset, bytes, ENTRY_HEADER, content.length));
    }

    private static int crc(long generation, long offset, ByteBuffer bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(16).putLong(generation).putLong(offset).flip());
        crc.update(bytes.duplicate().limit(at + length).position(at));
        return (int) crc.getValue();
    }

    private void checkHeader() throws IOException {
        if (length < HEADER) throw new DamagedLogException(path, 0, "not a journal");
        int at = load(0, HEADER);
        if (window.getLong(at) != MAGIC) throw new DamagedLogException(path, 0, "not a journal");
        version = window.getInt(at + 8);
        if (version > WITH_COMMIT_LOG) throw new UnsupportedFormatException(path, version, WITH_COMMIT_LOG);
        if (!window.slice(at, HEADER).equals(header(version))) throw new DamagedLogException(path, 0, "damaged journal header");
    }

    int version() {
        return version;
    }

    Path path() {
        return path;
    }

    long length() {
        return length;
    }

    /**
     * Tells the entries from {@code start} on, where one begins.
     *
     * @return where the last whole entry ends
     * @throws DamagedLogException if what follows that is not the beginning of one entry
     */
    long readFrom(long start, JournalReader.Entries reader) throws IOException {
        long at = start;
        while (holdsEntry(at)) {
            int begin = load(at, ENTRY_HEADER);
            byte[] content = new byte[window.getInt(begin)];
            window.get(load(at, ENTRY_HEADER + content.length) + ENTRY_HEADER, content);
            reader.entry(content);
            at += ENTRY_HEADER + content.length;
        }
        refuseDamage(at);
        return at;
    }

    private boolean holdsEntry(long at) throws IOException {
        long room = length - at - ENTRY_HEADER;
        if (room < 0) return false;
        int begin = load(at, ENTRY_HEADER);
        int content = window.getInt(begin);
        if (content < 0 || content > Math.min(room, MAX_ENTRY)) return false;
        begin = load(at, ENTRY_HEADER + content);
        return window.getInt(begin + 4) == crc(generation, at, window, begin + ENTRY_HEADER, content);
    }

    private void refuseDamage(long bad) throws IOException {
        if (length - bad > ENTRY_HEADER + MAX_ENTRY) throw new DamagedLogException(path, bad, "damaged journal entry");
        if (length - bad > 0) load(bad, (int) (length - bad));
        for (long at = bad + 1; at < length; at++) if (holdsEntry(at)) throw new DamagedLogException(path, bad, "damaged journal entry");
    }

    /**
     * Has {@code count} bytes of the file in the window, which end before the file does.
     *
     * @return where in the window they begin
     */
    private int load(long at, int count) throws IOException {
        if (at < windowStart || at + count > windowStart + window.limit()) {
            window = ByteBuffer.allocate((int) Math.min(length - at, Math.max(count, WINDOW)));
            file.read(window, at);
            window.clear();
            windowStart = at;
        }
        return (int) (at - windowStart);
    }
}
