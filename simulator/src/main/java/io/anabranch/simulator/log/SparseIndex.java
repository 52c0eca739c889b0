package io.anabranch.simulator.log;

import java.util.Arrays;

/** Where some of the frames of one segment begin, by index and by arrival: one about every {@link #INTERVAL} bytes. Thread-safe. */
final class SparseIndex {
    static final int INTERVAL = 64 << 10;

    private long[] indexes = new long[8];
    private long[] arrivals = new long[8];
    private int[] positions = new int[8];
    private int size;

    synchronized int size() {
        return size;
    }

    synchronized long index(int entry) {
        return indexes[entry];
    }

    synchronized long arrivalMillis(int entry) {
        return arrivals[entry];
    }

    synchronized int position(int entry) {
        return positions[entry];
    }

    /** Takes a frame in if it is far enough from the last one taken. Frames come in order. */
    synchronized boolean offer(long index, long arrivalMillis, long position) {
        if (size > 0 && position - positions[size - 1] < INTERVAL) return false;
        add(index, arrivalMillis, position);
        return true;
    }

    synchronized void add(long index, long arrivalMillis, long position) {
        if (size == positions.length) grow();
        indexes[size] = index;
        arrivals[size] = arrivalMillis;
        positions[size++] = Math.toIntExact(position);
    }

    private void grow() {
        indexes = Arrays.copyOf(indexes, size * 2);
        arrivals = Arrays.copyOf(arrivals, size * 2);
        positions = Arrays.copyOf(positions, size * 2);
    }

    /** Forgets what begins at {@code position} or behind it. */
    synchronized void cut(long position) {
        while (size > 0 && positions[size - 1] >= position) size--;
    }

    /** The last entry whose index is at most {@code index}; -1 if there is none. */
    synchronized int floor(long index) {
        int at = Arrays.binarySearch(indexes, 0, size, index);
        return at >= 0 ? at : -at - 2;
    }

    /** The last entry that arrived before {@code millis}; -1 if there is none. */
    synchronized int before(long millis) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (arrivals[middle] < millis) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }
}
