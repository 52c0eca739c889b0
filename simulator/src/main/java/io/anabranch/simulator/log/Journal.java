package io.anabranch.simulator.log;

import io.anabranch.simulator.log.LogFiles.LogFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries of the control plane, each on disk before {@link #append} returns. A file {@code <generation>.journal}; compaction writes the next
 * generation as a whole beside it and renames it, so that there is a whole one at every moment. Numbers are big-endian.
 * <pre>
 * offset size
 *      0    8  magic "ANBRJNL\n"
 *      8    4  format version; 1, or 2 while records may be in a {@link CommitFile commit log}, which programs that know only 1 would not see
 *     12    4  CRC32C of bytes 0 to 11
 *     16       entries, each:
 *                4  length of the content
 *                4  CRC32C of generation, offset of the entry and content
 *                   content
 * </pre>
 * Not thread-safe.
 */
public final class Journal implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private final LogFiles files;
    private final Path folder;
    private LogFile file;
    private long generation;
    private long end;
    /** Length when it was compacted last; 0 if that is not known. */
    private long compactedBytes;
    private int version = JournalScan.PLAIN;
    private int entries;
    private boolean cutNeeded;
    private boolean discardNeeded;

    private Journal(LogFiles files, Path folder, long generation, LogFile file) {
        this.files = files;
        this.folder = folder;
        this.generation = generation;
        this.file = file;
    }

    /**
     * Opens the journal of a folder for appending, cuts a torn tail off and hands every entry to {@code reader}.
     *
     * @throws DamagedLogException        if an entry in the middle is damaged: what it said is not known, so nothing is opened
     * @throws UnsupportedFormatException if a newer version wrote it
     */
    public static Journal open(LogFiles files, Path folder, JournalReader.Entries reader) throws IOException {
        Files.createDirectories(folder);
        long newest = JournalReader.newestGeneration(folder);
        if (newest == 0) {
            writeGeneration(files, folder, 1, JournalScan.PLAIN, List.of());
            files.forceFolder(Objects.requireNonNull(folder.toAbsolutePath().getParent(), "a journal stands in a data folder"));
            newest = 1;
        }
        LogFile file = files.open(JournalReader.path(folder, newest), true);
        Journal journal = new Journal(files, folder, newest, file);
        try {
            journal.load(reader);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        JournalReader.deleteAllBut(files, folder, newest);
        return journal;
    }

    /** True if the folder holds a journal. */
    public static boolean exists(Path folder) throws IOException {
        return JournalReader.newestGeneration(folder) > 0;
    }

    private void load(JournalReader.Entries reader) throws IOException {
        JournalScan scan = JournalScan.of(JournalReader.path(folder, generation), generation, file);
        version = scan.version();
        end = scan.readFrom(JournalScan.HEADER, entry -> {
            entries++;
            reader.entry(entry);
        });
        cutNeeded = end < scan.length();
        if (cutNeeded) LOG.warn("{} has a torn tail behind offset {}, which is cut off", scan.path(), end);
    }

    /**
     * Appends one entry. When this returns the entry is on disk; when it throws the entry is not in the journal.
     */
    public void append(byte[] entry) throws IOException {
        if (discardNeeded) discard(generation + 1);
        if (cutNeeded) cut();
        ByteBuffer bytes = JournalScan.encode(generation, end, entry);
        int length = bytes.remaining();
        cutNeeded = true;
        try {
            file.write(bytes, end);
            file.force();
        } catch (IOException e) {
            cutIfPossible();
            throw e;
        }
        cutNeeded = false;
        end += length;
        entries++;
    }

    private void cut() throws IOException {
        file.truncate(end);
        cutNeeded = false;
    }

    private void cutIfPossible() {
        try {
            cut();
        } catch (IOException e) {
            LOG.warn("{} not cut back to {}; the next entry will try again", JournalReader.path(folder, generation), end, e);
        }
    }

    /**
     * Says on disk whether records may be in a commit log that are not in the files of the logs: programs that do not know of commit logs refuse the folder
     * then. What it said at last stands when the journal is opened again.
     */
    public void commitLog(boolean there) throws IOException {
        int wanted = there ? JournalScan.WITH_COMMIT_LOG : JournalScan.PLAIN;
        if (version == wanted) return;
        file.write(JournalScan.header(wanted), 0); // within one sector of the disk: it is there or not
        file.force();
        version = wanted;
    }

    /** Entries in the file now. */
    public int entries() {
        return entries;
    }

    /** Length of the file, in bytes. */
    public long bytes() {
        return end;
    }

    /** What {@link #bytes()} was when it was compacted last; 0 if it was not since it was opened. */
    public long compactedBytes() {
        return compactedBytes;
    }

    /** Replaces all entries by {@code snapshot}. When it throws the old ones still stand. */
    public void compact(List<byte[]> snapshot) throws IOException {
        long next = generation + 1;
        long length;
        LogFile old = file;
        try {
            length = writeGeneration(files, folder, next, version, snapshot);
            file = files.open(JournalReader.path(folder, next), true);
        } catch (IOException e) {
            discardIfPossible(next);
            throw e;
        }
        generation = next;
        end = length;
        compactedBytes = length;
        entries = snapshot.size();
        cutNeeded = false;
        old.close();
        JournalReader.deleteAllBut(files, folder, next);
    }

    /** What is appended to this generation would be lost if the next one were found beside it. */
    private void discard(long next) throws IOException {
        files.delete(JournalReader.path(folder, next));
        files.delete(draft(folder, next));
        discardNeeded = false;
    }

    private void discardIfPossible(long next) {
        discardNeeded = true;
        try {
            discard(next);
        } catch (IOException e) {
            LOG.warn("{} not deleted; nothing is appended before that", JournalReader.path(folder, next), e);
        }
    }

    private static Path draft(Path folder, long generation) {
        return folder.resolve(JournalReader.path(folder, generation).getFileName() + ".tmp");
    }

    /** Makes a journal of these entries in a folder that has none. */
    public static void write(LogFiles files, Path folder, List<byte[]> entries) throws IOException {
        Files.createDirectories(folder);
        writeGeneration(files, folder, 1, JournalScan.PLAIN, entries);
    }

    private static long writeGeneration(LogFiles files, Path folder, long generation, int version, List<byte[]> entries) throws IOException {
        Path path = JournalReader.path(folder, generation);
        Path draft = draft(folder, generation);
        long length;
        try (LogFile file = files.open(draft, true)) {
            file.truncate(0);
            length = writeAll(file, generation, version, entries);
            file.force();
        }
        files.rename(draft, path);
        files.forceFolder(folder);
        return length;
    }

    private static long writeAll(LogFile file, long generation, int version, List<byte[]> entries) throws IOException {
        file.write(JournalScan.header(version), 0);
        long at = JournalScan.HEADER;
        for (byte[] entry : entries) {
            ByteBuffer bytes = JournalScan.encode(generation, at, entry);
            long length = bytes.remaining();
            file.write(bytes, at);
            at += length;
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
