package io.anabranch.simulator.server;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Bounds the memory of requests: of bodies that arrive, and of whole ones until they are answered. A request that needs more than there is is
 * refused, and with it those that have been arriving for the longest, until that makes room: a crowd of clients that send half a body each keeps
 * nobody else out. Thread-safe.
 */
final class RequestMemory {
    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong numbers = new AtomicLong();
    /** The longest arriving first. */
    private final ConcurrentSkipListMap<Long, Arriving> arriving = new ConcurrentSkipListMap<>();

    RequestMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** @param refuse any thread may run it */
    private record Arriving(IntSupplier heldBytes, Runnable refuse) {}

    /** False if there is no room: nothing is taken then. */
    boolean take(int bytes) {
        if (used.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        used.addAndGet(-bytes);
        makeRoom(bytes);
        return false;
    }

    void give(int bytes) {
        used.addAndGet(-bytes);
    }

    private void makeRoom(int bytes) {
        for (long made = 0; made < bytes; ) {
            Map.Entry<Long, Arriving> longest = arriving.pollFirstEntry();
            if (longest == null) {
                return;
            }
            made += longest.getValue().heldBytes.getAsInt();
            longest.getValue().refuse.run();
        }
    }

    /**
     * A body is there in part, and more may be long in coming.
     *
     * @param refuse gives up what it holds; run at most once, on any thread
     * @return for {@link #arrived}
     */
    long arriving(IntSupplier heldBytes, Runnable refuse) {
        long number = numbers.incrementAndGet();
        arriving.put(number, new Arriving(heldBytes, refuse));
        return number;
    }

    /** It is whole, or given up. */
    void arrived(long number) {
        arriving.remove(number);
    }

    long usedBytes() {
        return used.get();
    }
}
