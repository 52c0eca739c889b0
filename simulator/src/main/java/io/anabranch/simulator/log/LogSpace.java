package io.anabranch.simulator.log;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the logs of one data folder share. Thread-safe.
 *
 * @param writable     false opens every file for reading only
 * @param segmentBytes size at which a segment is full
 * @param flusher      runs the flushes of {@link Durability#FSYNC}, which block on the disk; one task per log with unflushed appends
 * @param random       gives salts
 */
public record LogSpace(
        LogFiles files,
        boolean writable,
        long segmentBytes,
        Durability durability,
        Executor flusher,
        RandomGenerator random,
        OpenFiles descriptors,
        Mappings mappings) {
    private static final int MOST_MAPPINGS = 4096;
    private static final long WORTH_COLLECTING = 64 << 20;

    /** @param openFiles how many files may be open at a time */
    public static LogSpace writable(
            LogFiles files, long segmentBytes, Durability durability, Executor flusher, RandomGenerator random, int openFiles) {
        return new LogSpace(
                files, true, segmentBytes, durability, flusher, random, new OpenFiles(files, openFiles), new Mappings(MOST_MAPPINGS));
    }

    /** @param openFiles how many files may be open at a time */
    public static LogSpace readOnly(LogFiles files, int openFiles) {
        return new LogSpace(
                files, false, Long.MAX_VALUE, Durability.OS, Runnable::run, () -> 0L, new OpenFiles(files, openFiles), new Mappings(MOST_MAPPINGS));
    }

    /** Files open now. */
    public int openFiles() {
        return descriptors.count();
    }

    /** Logs were closed and their files deleted: the disk gets its room back, at once if it is much, else when a write finds none. */
    public void reclaim() {
        mappings.reclaim(WORTH_COLLECTING);
    }

    /** Segments mapped now. */
    public int mappedSegments() {
        return mappings.count();
    }
}
