package io.anabranch.simulator.log;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** What the logs of one data folder share. Thread-safe. */
public final class LogSpace {
    private static final int MOST_MAPPINGS = 4096;
    private static final long WORTH_COLLECTING = 64 << 20;

    private final LogFiles files;
    private final boolean writable;
    private final long segmentBytes;
    private final Durability durability;
    private final Executor flusher;
    private final RandomGenerator random;
    private final OpenFiles descriptors;
    private final Mappings mappings = new Mappings(MOST_MAPPINGS);

    private LogSpace(
            LogFiles files, boolean writable, long segmentBytes, Durability durability, Executor flusher, RandomGenerator random, int openFiles) {
        this.files = files;
        this.writable = writable;
        this.segmentBytes = segmentBytes;
        this.durability = durability;
        this.flusher = flusher;
        this.random = random;
        this.descriptors = new OpenFiles(files, openFiles);
    }

    /**
     * @param segmentBytes size at which a segment is full
     * @param flusher      runs the flushes of {@link Durability#FSYNC}, which block on the disk; one task per log with unflushed appends
     * @param random       gives salts
     * @param openFiles    how many files may be open at a time
     */
    public static LogSpace writable(
            LogFiles files, long segmentBytes, Durability durability, Executor flusher, RandomGenerator random, int openFiles) {
        return new LogSpace(durability == Durability.NONE ? new UnforcedFiles(files) : files, true, segmentBytes, durability, flusher, random, openFiles);
    }

    /** @param openFiles how many files may be open at a time */
    public static LogSpace readOnly(LogFiles files, int openFiles) {
        return new LogSpace(files, false, Long.MAX_VALUE, Durability.OS, Runnable::run, () -> 0L, openFiles);
    }

    public LogFiles files() {
        return files;
    }

    boolean writable() {
        return writable;
    }

    long segmentBytes() {
        return segmentBytes;
    }

    Durability durability() {
        return durability;
    }

    Executor flusher() {
        return flusher;
    }

    RandomGenerator random() {
        return random;
    }

    OpenFiles descriptors() {
        return descriptors;
    }

    Mappings mappings() {
        return mappings;
    }

    /** Files open now. */
    public int openFiles() {
        return descriptors.count();
    }

    /** Segments mapped now. */
    public int mappedSegments() {
        return mappings.count();
    }

    /** Logs were closed and their files deleted: the disk gets its room back, at once if it is much, else when a write finds none. */
    public void reclaim() {
        mappings.reclaim(WORTH_COLLECTING);
    }
}
