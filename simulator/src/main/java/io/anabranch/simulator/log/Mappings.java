package io.anabranch.simulator.log;

import java.util.ArrayDeque;

/**
 * Bounds how many segments stay mapped, by second chance. A mapping is never undone here, only let go: it ends when its last reader is collected.
 */
final class Mappings {
    private final int limit;
    private final ArrayDeque<Segment> mapped = new ArrayDeque<>();

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

    synchronized int count() {
        return mapped.size();
    }
}
