package io.anabranch.schema.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second writer out of the folder, in this process and in any other. The system frees it when the process dies. */
final class WriterLock implements Closeable {
    private final FileChannel channel;

    private WriterLock(FileChannel channel) {
        this.channel = channel;
    }

    static WriterLock take(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(folder.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) return new WriterLock(channel);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(folder + " is already open for writing in this process", e);
        }
        channel.close();
        throw new IOException(folder + " is being written by another process");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
