package io.anabranch.lease.zookeeper;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says which process hosts a folder; the operating system frees it when the process ends, however it ends.
 *
 * <p>Within one process the lock is a set of folders: POSIX drops all locks a process has on a file when it closes any descriptor of that file, so a
 * second attempt from the same process must not even open it.
 */
final class FolderLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Creates the folder if need be. Empty if somebody else has the lock. */
    static Optional<FolderLock> tryLock(Path folder) throws IOException {
        Path real = Files.createDirectories(folder).toRealPath();
        if (!HELD_HERE.add(real)) {
            return Optional.empty();
        }
        Optional<FolderLock> lock = Optional.empty();
        try {
            lock = lockFile(real);
            return lock;
        } finally {
            if (lock.isEmpty()) {
                HELD_HERE.remove(real);
            }
        }
    }

    private static Optional<FolderLock> lockFile(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(folder.resolve("LOCK"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
            return lock == null ? Optional.empty() : Optional.of(new FolderLock(folder, channel));
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(folder);
        }
    }
}
