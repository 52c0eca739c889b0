package io.anabranch.simulator.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The few file operations a log needs: what a test puts a full or forgetful disk behind. Thread-safe. */
public interface LogFiles {
    /**
     * Opens one file.
     *
     * @param writable true makes the file if it is missing
     */
    LogFile open(Path file, boolean writable) throws IOException;

    /** Makes the names in a folder survive a power failure. */
    void forceFolder(Path folder) throws IOException;

    /** Gives a file or folder another name, which nothing has; both names lie in one file system. Never is neither there. */
    default void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system of " + to + " cannot rename atomically", e);
        }
    }

    /** Deletes a file or an empty folder, if it is there. */
    default void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** One open file. Thread-safe; an interrupt of the calling thread does not disturb it. */
    interface LogFile extends Closeable {
        /** Writes all that remains of {@code bytes}; after a failure any part of it may have been written. */
        void write(ByteBuffer bytes, long position) throws IOException;

        /** Reads until {@code target} is full or the file ends. */
        void read(ByteBuffer target, long position) throws IOException;

        /** Makes the content survive a power failure. */
        void force() throws IOException;

        long size() throws IOException;

        void truncate(long size) throws IOException;

        /** Maps the first {@code length} bytes for reading; stays valid after the file is closed. */
        ByteBuffer map(long length) throws IOException;
    }
}
