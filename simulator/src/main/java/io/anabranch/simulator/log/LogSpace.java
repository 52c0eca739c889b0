package io.anabranch.simulator.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What the logs of one data folder share. Thread-safe. */
public final class LogSpace implements Closeable {
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
    private volatile @Nullable Path data;
    private volatile @Nullable CommitLog commits;

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
     * @param flusher      runs the commits of {@link Durability#FSYNC}, which block for the disk and tell those who wait for them; with two threads or more one
     *     commit need not wait for who is told of another, nor for the segments of those long past
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

    /**
     * Brings what the data folder's commit log holds into its logs, which is to be done before any of them is opened, and makes the folder the one whose logs
     * share this. After a power cut, records acknowledged with {@link Durability#FSYNC} are in the segments from then on; a process that opens the folder for
     * reading sees them from then on, too. Blocks for the disk.
     *
     * @throws IOException if that failed; it can be tried again
     */
    public void recover(Path folder) throws IOException {
        if (!writable) throw new IllegalStateException("opened for reading only: " + folder);
        data = folder;
        CommitReplay.run(this, folder);
        if (durability == Durability.FSYNC) commits = new CommitLog(this, folder, flusher);
    }

    /** The folder that was recovered. */
    Path data() {
        return Objects.requireNonNull(data, "logs are appended to durably after recovery only");
    }

    /** None with {@link Durability#OS}. */
    @Nullable CommitLog commits() {
        if (durability == Durability.FSYNC && commits == null) throw new IllegalStateException("not recovered");
        return commits;
    }

    /**
     * Puts everything acknowledged into the logs' own files, on the disk. The logs are closed by then, and nothing is appended any more.
     *
     * @throws IOException if that failed; then it is done when the folder is opened for writing again
     */
    @Override
    public void close() throws IOException {
        CommitLog open = commits;
        if (open != null) open.close();
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

    public Durability durability() {
        return durability;
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
