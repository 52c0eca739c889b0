package io.anabranch.simulator.log;

import io.anabranch.simulator.log.LogFiles.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Reads a journal, also while another process appends to it. Not thread-safe. */
public final class JournalReader {
    static final int HEADER = 16;
    private static final String SUFFIX = ".journal";
    private static final long MAGIC = 0x414E_4252_4A4E_4C0AL;
    private static final int VERSION = 1;
    private static final int ENTRY_HEADER = 8;

    private final LogFiles files;
    private final Path folder;
    private long generation;
    private long end;

    public JournalReader(LogFiles files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    /** Takes entries in order. */
    @FunctionalInterface
    public interface Entries {
        void entry(byte[] content) throws IOException;

        /** What was told so far is void: everything is told anew. */
        default void reset() {}
    }

    /**
     * Tells what is new since the last call; everything, after a {@link Entries#reset()}, if the journal was compacted in between.
     *
     * @throws NoSuchFileException if there is no journal
     * @throws DamagedLogException if an entry in the middle is damaged
     */
    public void poll(Entries reader) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                pollOnce(reader);
                return;
            } catch (NoSuchFileException e) {
                if (attempt == 3) throw e; // else it was compacted away just now: its successor is there
            }
        }
    }

    private void pollOnce(Entries reader) throws IOException {
        long newest = newestGeneration(folder);
        if (newest == 0) throw new NoSuchFileException(folder.toString(), null, "no journal");
        try (LogFile file = files.open(path(folder, newest), false)) {
            boolean another = newest != generation;
            if (!another && file.size() == end) return;
            Content content = Content.read(path(folder, newest), newest, file);
            if (another) reader.reset();
            end = content.readFrom(another ? HEADER : end, reader);
            generation = newest;
        }
    }

    static Path path(Path folder, long generation) {
        String digits = Long.toString(generation);
        return folder.resolve("0".repeat(20 - digits.length()) + digits + SUFFIX);
    }

    /** 0 if there is none. */
    static long newestGeneration(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return 0;
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{20}\\" + SUFFIX))
                    .map(name -> Long.parseLong(name.substring(0, 20)))
                    .max(Comparator.naturalOrder())
                    .orElse(0L);
        }
    }

    static void deleteAllBut(Path folder, long generation) throws IOException {
        List<Path> old;
        try (Stream<Path> found = Files.list(folder)) {
            old = found.filter(file -> !file.equals(path(folder, generation))).toList();
        }
        for (Path file : old) Files.deleteIfExists(file);
    }

    static ByteBuffer header() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER).putLong(MAGIC).putInt(VERSION);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, 12);
        return bytes.putInt((int) crc.getValue()).flip();
    }

    static ByteBuffer encode(long generation, long offset, byte[] content) {
        ByteBuffer bytes = ByteBuffer.allocate(ENTRY_HEADER + content.length).putInt(content.length).putInt(0).put(content).flip();
        return bytes.putInt(4, crc(generation, offset, bytes, ENTRY_HEADER, content.length));
    }

    private static int crc(long generation, long offset, ByteBuffer bytes, int at, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(16).putLong(generation).putLong(offset).flip());
        crc.update(bytes.duplicate().limit(at + length).position(at));
        return (int) crc.getValue();
    }

    /** One generation as it was in its file at one moment. */
    record Content(Path path, long generation, ByteBuffer bytes) {
        static Content read(Path path, long generation, LogFile file) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            Content content = new Content(path, generation, bytes.flip());
            content.checkHeader();
            return content;
        }

        private void checkHeader() throws IOException {
            if (bytes.limit() < HEADER || bytes.getLong(0) != MAGIC) throw new DamagedLogException(path, 0, "not a journal");
            if (bytes.getInt(8) > VERSION) throw new UnsupportedFormatException(path, bytes.getInt(8), VERSION);
            if (!bytes.duplicate().limit(HEADER).equals(header())) throw new DamagedLogException(path, 0, "damaged journal header");
        }

        int length() {
            return bytes.limit();
        }

        /** @return where the last whole entry ends */
        long readFrom(long start, Entries reader) throws IOException {
            int at = (int) start;
            while (holdsEntry(at)) {
                byte[] content = new byte[bytes.getInt(at)];
                bytes.get(at + ENTRY_HEADER, content);
                reader.entry(content);
                at += ENTRY_HEADER + content.length;
            }
            refuseDamage(at);
            return at;
        }

        private boolean holdsEntry(int at) {
            int room = bytes.limit() - at - ENTRY_HEADER;
            if (room < 0) return false;
            int length = bytes.getInt(at);
            return length >= 0 && length <= room && bytes.getInt(at + 4) == crc(generation, at, bytes, at + ENTRY_HEADER, length);
        }

        private void refuseDamage(int bad) throws IOException {
            for (int at = bad + 1; at < bytes.limit(); at++)
                if (holdsEntry(at)) throw new DamagedLogException(path, bad, "damaged journal entry");
        }
    }
}
