package io.anabranch.simulator.log;

import io.anabranch.simulator.log.LogFiles.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A file that is opened when it is used and may be closed between uses. Thread-safe. */
final class PooledFile {
    private final OpenFiles pool;
    private final Path path;
    private final boolean writable;
    private volatile @Nullable Handle current;
    private boolean forbidden;

    PooledFile(OpenFiles pool, Path path, boolean writable) {
        this.pool = pool;
        this.path = path;
        this.writable = writable;
    }

    Path path() {
        return path;
    }

    void write(ByteBuffer bytes, long position) throws IOException {
        Handle handle = acquire();
        try {
            handle.file.write(bytes, position);
        } finally {
            handle.release();
        }
    }

    void read(ByteBuffer target, long position) throws IOException {
        Handle handle = acquire();
        try {
            handle.file.read(target, position);
        } finally {
            handle.release();
        }
    }

    void force() throws IOException {
        Handle handle = acquire();
        try {
            handle.file.force();
        } finally {
            handle.release();
        }
    }

    long size() throws IOException {
        Handle handle = acquire();
        try {
            return handle.file.size();
        } finally {
            handle.release();
        }
    }

    void truncate(long size) throws IOException {
        Handle handle = acquire();
        try {
            handle.file.truncate(size);
        } finally {
            handle.release();
        }
    }

    ByteBuffer map(long length) throws IOException {
        Handle handle = acquire();
        try {
            return handle.file.map(length);
        } finally {
            handle.release();
        }
    }

    /** Closes the file as soon as nobody uses it. It opens again if it is used again. */
    void close() throws IOException {
        Handle handle = current;
        if (handle != null) handle.retire();
    }

    /** Lets nobody open the file again. */
    synchronized void forbid() {
        forbidden = true;
    }

    private Handle acquire() throws IOException {
        Handle handle = current;
        return handle != null && handle.acquire() ? handle : open();
    }

    private synchronized Handle open() throws IOException {
        Handle handle = current;
        if (handle != null && handle.acquire()) return handle;
        if (forbidden) throw new NoSuchFileException(path.toString());
        Handle opened = new Handle(pool.files().open(path, writable));
        pool.opened(opened);
        current = opened;
        return opened;
    }

    /** An open file and how many use it; -1: closed. Begins with one user. */
    static final class Handle {
        private final LogFile file;
        private final AtomicInteger users = new AtomicInteger(1);
        private volatile boolean used;

        Handle(LogFile file) {
            this.file = file;
        }

        boolean acquire() {
            int now = users.get();
            while (now >= 0 && !users.compareAndSet(now, now + 1)) now = users.get();
            if (now >= 0 && !used) used = true;
            return now >= 0;
        }

        void release() {
            users.decrementAndGet();
        }

        /** True if it was used since this was asked last. */
        boolean wasUsed() {
            boolean was = used;
            used = false;
            return was;
        }

        /** Closes the file if nobody uses it now. */
        boolean retire() throws IOException {
            if (!users.compareAndSet(0, -1)) return false;
            file.close();
            return true;
        }

        boolean isClosed() {
            return users.get() < 0;
        }
    }
}
