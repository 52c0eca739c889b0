package io.anabranch.samples.demo;

/**
 * How fast to produce. Each phase may use up a share of the records, and nobody knows how long it will take until its effect is seen; so each tick
 * takes a part of what is left of the share, quick at first, ever slower, and there is always something left to see the effect by. Thread-safe.
 */
final class Pace {
    private static final double PART_PER_TICK = 0.025;

    private final long records;
    private long allowed;
    private boolean flatOut;

    Pace(long records) {
        this.records = records;
    }

    /** Lets production go up to this part of all records. */
    synchronized void allow(double part) {
        allowed = Math.round(records * part);
    }

    /** The rest, as fast as it goes. */
    synchronized void flatOut() {
        allowed = records;
        flatOut = true;
    }

    /** How many records to produce in this tick, of which {@code sent} have been; 0 when all are. */
    synchronized long next(long sent) {
        if (flatOut) return records - sent;
        long left = allowed - sent;
        return left <= 0 ? 0 : Math.max(1, Math.round(left * PART_PER_TICK));
    }
}
