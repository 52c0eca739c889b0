package io.anabranch.simulator.log;

import java.util.ArrayDeque;

/**
 * Bounds how many segments stay mapped, by second chance. A mapping is never undone here, only let go: it ends when its last reader is collected.
 * Until then a deleted file keeps its room on the disk, so where that matters the collector is asked to look.
 */
final class Mappings {
    private final int limit;
    private final ArrayDeque<Segment> mapped = new ArrayDeque<>();
    private long owedBytes;

    Mappings(int limit) {
        if (limit < 1) throw new IllegalArgumentException("at least one segment must be mapped, not " + limit);
        this.limit = limit;
    }

    synchronized void mapped(Segment segment) {
        if (mapped.contains(segment)) return;
        mapped.addLast(segment);
        while (mapped.size() > limit) {
            Segment oldest = mapped.removeFirst();
            if (oldest.wasRead()) mapped.addLast(oldest);
            else oldest.unmap();
        }
    }

    /** A segment that was mapped is closed. */
    synchronized void closed(Segment segment, long bytes) {
        mapped.remove(segment);
        owedBytes += bytes;
    }

    /** Has the mappings of closed segments collected, if at least {@code leastBytes} may be held by them. */
    void reclaim(long leastBytes) {
        synchronized (this) {
            if (owedBytes < leastBytes) return;
            owedBytes = 0;
        }
        System.gc();
    }

    /** Bytes of closed segments whose mappings may still be there. */
    synchronized long owedBytes() {
        return owedBytes;
    }

    synchronized int count() {
        return mapped.size();
    }
}
