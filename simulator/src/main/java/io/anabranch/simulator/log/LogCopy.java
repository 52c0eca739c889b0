package io.anabranch.simulator.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A copy of one log's files. Segments that are full are linked where the file system can: nobody ever changes them, and each of the two folders deletes
 * its own name. The one that grows is copied as far as it was readable at the beginning.
 */
final class LogCopy implements Closeable {
    private final Path target;
    private @Nullable FileChannel growing;
    private Path growingCopy;
    private long length;

    LogCopy(Path target) {
        this.target = target;
        this.growingCopy = target;
    }

    /** Takes hold of everything there is; what is deleted later is there all the same. */
    void begin(SegmentList segments, long end) throws IOException {
        if (segments.isEmpty()) return;
        Files.createDirectories(target);
        List<Segment> full = segments.head(segments.size() - 1);
        for (Segment segment : full) {
            link(segment.path());
            linkIfThere(segment.indexPath());
        }
        Segment last = segments.last();
        growing = FileChannel.open(last.path(), StandardOpenOption.READ);
        growingCopy = target.resolve(last.path().getFileName());
        length = end;
    }

    private void link(Path file) throws IOException {
        Path copy = target.resolve(file.getFileName());
        try {
            Files.createLink(copy, file);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.copy(file, copy); // on another disk, or none that can
        }
    }

    /** An index that is missing is made again when it is needed. */
    private void linkIfThere(Path file) throws IOException {
        try {
            link(file);
        } catch (NoSuchFileException e) {
            Files.deleteIfExists(target.resolve(file.getFileName()));
        }
    }

    /** Copies the rest; the caller sees to it that it reaches the disk. May take a while, and holds nobody up. */
    void finish() throws IOException {
        FileChannel from = growing;
        if (from == null) return;
        try (FileChannel to = FileChannel.open(growingCopy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long at = 0;
            while (at < length) {
                long copied = from.transferTo(at, length - at, to);
                if (copied <= 0) throw new IOException(growingCopy + " was to have " + length + " bytes, there are " + at);
                at += copied;
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (growing != null) growing.close();
    }
}
