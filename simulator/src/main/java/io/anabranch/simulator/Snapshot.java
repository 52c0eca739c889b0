package io.anabranch.simulator;

import io.anabranch.simulator.log.DiskFiles;
import io.anabranch.simulator.log.FolderInUseException;
import io.anabranch.simulator.log.FolderLock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A folder that is there once it is whole, and on the disk. It is made in a draft beside it, a folder whose name ends with {@code .partial}; a process that
 * is killed leaves that, and whoever makes the same snapshot next begins it anew.
 */
final class Snapshot {
    private static final String LOCK = "LOCK";
    /** Tells a draft from a folder of somebody else that has its name. */
    private static final String MARK = "PARTIAL";

    private final Path target;
    private final Path draft;

    /**
     * Looks whether there can be one.
     *
     * @throws IllegalArgumentException if {@code target} is neither missing nor an empty folder, or lies within {@code data}
     */
    Snapshot(Path data, Path target) throws IOException {
        this.target = target.toAbsolutePath().normalize();
        if (this.target.startsWith(data.toAbsolutePath().normalize())) throw new IllegalArgumentException("it would lie in the data folder itself: " + target);
        if (this.target.getFileName() == null) throw new IllegalArgumentException("a folder with a name is wanted, not " + target);
        if (Files.exists(target) && !isEmptyFolder(target)) throw new IllegalArgumentException("not an empty folder: " + target);
        this.draft = this.target.resolveSibling(this.target.getFileName() + ".partial");
        if (Files.exists(draft) && !isEmptyFolder(draft) && !Files.exists(draft.resolve(MARK))) throw new IllegalArgumentException("in the way: " + draft);
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        return Files.isDirectory(folder) && content(folder).isEmpty();
    }

    private static List<Path> content(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.toList();
        }
    }

    /** Writes what is in it. */
    interface Content {
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Nothing is left if it fails.
     *
     * @throws IllegalArgumentException if somebody makes it already
     */
    void make(Content content) throws IOException {
        Files.createDirectories(draft);
        Files.write(draft.resolve(MARK), new byte[0]);
        FolderLock held = hold();
        try {
            clear();
            content.writeTo(draft);
            force(draft);
            Files.deleteIfExists(target);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            delete(draft);
            throw e;
        } finally {
            held.close();
        }
        Files.delete(target.resolve(MARK));
        new DiskFiles().forceFolder(Objects.requireNonNull(target.toAbsolutePath().getParent(), "a snapshot stands in a folder"));
    }

    private FolderLock hold() throws IOException {
        try {
            return FolderLock.acquire(draft);
        } catch (FolderInUseException e) {
            throw new IllegalArgumentException("somebody makes that snapshot already: " + draft, e);
        }
    }

    /** What a killed one left. */
    private void clear() throws IOException {
        for (Path each : content(draft)) {
            String name = each.getFileName().toString();
            if (!name.equals(LOCK) && !name.equals(MARK)) delete(each);
        }
    }

    private static void delete(Path top) throws IOException {
        for (Path each : all(top)) Files.deleteIfExists(each);
    }

    private static void force(Path top) throws IOException {
        DiskFiles files = new DiskFiles();
        for (Path each : all(top)) {
            if (Files.isDirectory(each)) files.forceFolder(each);
            else if (!each.getFileName().toString().equals(LOCK)) forceFile(each); // a lock is lost with any channel to its file
        }
    }

    private static void forceFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What is in a folder before the folder. */
    private static List<Path> all(Path top) throws IOException {
        try (Stream<Path> found = Files.walk(top)) {
            return found.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
