package io.anabranch.simulator.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;

/**
 * Bounds how many files are open at a time, however many there are. Files give way by second chance: one that was used since the last look stays.
 * A hit costs one compare-and-set on the file's own handle; the lock here is taken only to open.
 */
final class OpenFiles {
    private final LogFiles files;
    private final int limit;
    private final ArrayDeque<PooledFile.Handle> open = new ArrayDeque<>();

    OpenFiles(LogFiles files, int limit) {
        if (limit < 1) throw new IllegalArgumentException("at least one file must be open, not " + limit);
        this.files = files;
        this.limit = limit;
    }

    LogFiles files() {
        return files;
    }

    /** Makes room for a file about to be opened, and remembers it. */
    synchronized void opened(PooledFile.Handle handle) {
        open.removeIf(PooledFile.Handle::isClosed);
        for (int looks = 2 * open.size(); open.size() >= limit && looks > 0; looks--) {
            PooledFile.Handle oldest = open.removeFirst();
            if (oldest.wasUsed() || !retire(oldest)) open.addLast(oldest);
        }
        open.addLast(handle);
    }

    private static boolean retire(PooledFile.Handle handle) {
        try {
            return handle.retire();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files open now. More than the limit only while that many are in use at one moment. */
    synchronized int count() {
        open.removeIf(PooledFile.Handle::isClosed);
        return open.size();
    }
}
