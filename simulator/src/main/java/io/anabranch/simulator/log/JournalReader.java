package io.anabranch.simulator.log;

import io.anabranch.simulator.log.LogFiles.LogFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Reads a journal, also while another process appends to it. Not thread-safe. */
public final class JournalReader {
    private static final String SUFFIX = ".journal";

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
            JournalScan scan = JournalScan.of(path(folder, newest), newest, file);
            if (another) reader.reset();
            end = scan.readFrom(another ? JournalScan.HEADER : end, reader);
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

    static void deleteAllBut(LogFiles files, Path folder, long generation) throws IOException {
        List<Path> old;
        try (Stream<Path> found = Files.list(folder)) {
            old = found.filter(file -> !file.equals(path(folder, generation))).toList();
        }
        for (Path file : old) files.delete(file);
    }
}
