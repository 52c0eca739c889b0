package io.anabranch.schema.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing end of the journal. Written through a RandomAccessFile, because an interrupt closes a FileChannel under its next user. Not thread-safe.
 *
 * <p>After a failed write the file is cut back to its last whole frame and the next append may succeed (a full disk). After a failed force nobody knows
 * what the disk holds, so the journal takes nothing more until it is opened anew.
 */
final class Journal implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path path;
    private final RandomAccessFile file;
    private final boolean forced;
    private long end;
    private boolean broken;

    private Journal(Path path, RandomAccessFile file, boolean forced) {
        this.path = path;
        this.file = file;
        this.forced = forced;
    }

    /** Opens a file for reading and writing. */
    interface Opener {
        RandomAccessFile open(Path path) throws IOException;
    }

    /** Opens or creates the journal, hands what it holds to {@code sink}, and cuts a torn tail. */
    static Journal open(Path path, JournalScan.Sink sink) throws IOException {
        return open(path, sink, true);
    }

    /** @param forced false if nothing is to wait for the disk */
    static Journal open(Path path, JournalScan.Sink sink, boolean forced) throws IOException {
        return open(path, sink, forced, file -> new RandomAccessFile(file.toFile(), "rw"));
    }

    static Journal open(Path path, JournalScan.Sink sink, boolean forced, Opener opener) throws IOException {
        if (!Files.exists(path)) create(path, forced);
        var journal = new Journal(path, opener.open(path), forced);
        try {
            journal.recover(sink);
            return journal;
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private static void create(Path path, boolean forced) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try (var channel = FileChannel.open(fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var header = ByteBuffer.wrap(Frame.header());
            while (header.hasRemaining()) channel.write(header);
            if (forced) channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        if (!forced) return;
        try (var folder = FileChannel.open(path.toAbsolutePath().getParent())) {
            folder.force(true);
        }
    }

    private void recover(JournalScan.Sink sink) throws IOException {
        var scan = new JournalScan(path, file);
        scan.checkHeader();
        end = scan.frames(Frame.HEADER, sink);
        long torn = file.length() - end;
        if (torn == 0) return;
        LOG.warn("schema journal torn tail cut file={} offset={} bytes={}", path, end, torn);
        file.setLength(end);
        file.getFD().sync();
    }

    /** Appends one frame and forces it to the disk, if that is wanted; blocks for as long as the disk takes. */
    void append(byte[] payload) throws IOException {
        if (broken) throw new IOException(path + " takes no more changes: an earlier write could not be forced to the disk");
        byte[] frame = Frame.of(payload);
        try {
            file.seek(end);
            file.write(frame);
        } catch (IOException e) {
            cutBack(e);
            throw e;
        }
        force();
        end += frame.length;
    }

    /** Copies what is in it; the copy is on the disk when this returns. */
    void copyTo(Path target) throws IOException {
        Files.copy(path, target);
        try (var channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
            channel.truncate(end);
            channel.force(true);
        }
    }

    private void force() throws IOException {
        try {
            if (forced) file.getFD().sync();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    private void cutBack(IOException cause) {
        try {
            file.setLength(end);
        } catch (IOException e) {
            broken = true;
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
