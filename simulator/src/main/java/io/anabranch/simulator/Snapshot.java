package io.anabranch.simulator;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that is there once it is whole. */
final class Snapshot {
    private final Path target;

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
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return false;
        try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
            return !content.iterator().hasNext();
        }
    }

    /** Writes what is in it. */
    interface Content {
        void writeTo(Path folder) throws IOException;
    }

    /** Nothing is left if it fails; a process that is killed leaves a folder beside it whose name ends with {@code .partial}. */
    void make(Content content) throws IOException {
        Files.createDirectories(target.getParent());
        Path draft = Files.createDirectory(target.resolveSibling(target.getFileName() + ".partial"));
        try {
            content.writeTo(draft);
            Files.deleteIfExists(target);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            delete(draft);
            throw e;
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) Files.deleteIfExists(each);
    }
}
