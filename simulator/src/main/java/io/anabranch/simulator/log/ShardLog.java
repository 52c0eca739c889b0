package io.anabranch.simulator.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one shard, in segment files of one folder. One process appends; any number may read at the same time, each with a
 * {@code ShardLog} of its own. Holds, per segment, a few words; per record, nothing. A folder that is missing is an empty log.
 *
 * <p>Indexes rise by one from {@link #BASE_INDEX} for ever, also when everything was trimmed, except over damage, where what stood there keeps its
 * indexes, and where {@link #appendAt} leaves some out. Reading finds a frame through the place where a recent read ended, else through the sparse
 * index. Thread-safe.
 */
public final class ShardLog implements Closeable {
    /** Index of the first record of a log. */
    public static final long BASE_INDEX = 1;

    private static final int PLACES = 8;
    private static final Logger LOG = LoggerFactory.getLogger(ShardLog.class);

    private final LogSpace space;
    private final LogFolder folder;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReferenceArray<@Nullable Place> places = new AtomicReferenceArray<>(PLACES);
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<DamagedLogException> damages = new CopyOnWriteArrayList<>();
    private final @Nullable LogWriter writer;
    private final @Nullable Follower follower;
    private volatile SegmentList segments;
    private volatile Tip tip;

    /** Taken before {@link #lock}. */
    private final ReentrantLock trimming = new ReentrantLock();
    /** No record below it is read. */
    private volatile long floor = BASE_INDEX;
    /** Nothing that is kept arrived earlier. */
    private volatile long oldestMillis = Long.MIN_VALUE;
    /** Given up, oldest first, and not deleted yet. */
    private final ArrayDeque<Segment> doomed = new ArrayDeque<>();

    private ShardLog(LogFolder folder) throws IOException {
        this.space = folder.space();
        this.folder = folder;
        Recovery found = Recovery.of(folder);
        this.segments = found.segments();
        this.tip = found.tip();
        this.damages.addAll(found.damages());
        this.writer = space.writable() ? new LogWriter(this, space, lock) : null;
        this.follower = space.writable() ? null : new Follower(this, folder);
    }

    /**
     * Opens the log of a folder. A writer cuts a torn tail off here; damage at the ends of segments is found here, and elsewhere when it is read.
     *
     * @throws UnsupportedFormatException if a newer version wrote the log
     */
    public static ShardLog open(LogSpace space, Path folder, LogIdentity identity) throws IOException {
        return new ShardLog(new LogFolder(space, identity, folder));
    }

    // ---- writing

    /**
     * Appends a frame. The records get the next indexes, and arrive at {@code nowMillis} or when the record before did, whichever is later;
     * {@code frame} tells both afterwards. Blocks for the write to the operating system, not for the disk.
     *
     * @return empty if the log was sealed: nothing was appended. Else a stage that completes when the records are acknowledged and readable, at
     *     once with {@link Durability#OS}; failed with an IOException if they could not be forced to disk: they are not in the log then
     * @throws IOException if the write failed: nothing was appended, and a later append may work
     */
    public Optional<CompletionStage<@Nullable Void>> append(FrameBuffer frame, long nowMillis) throws IOException {
        return writer().append(frame, BASE_INDEX, nowMillis);
    }

    /** As {@link #append}, but the first record gets {@code index} if that was not given before; indexes left out are passed over by readers. */
    public Optional<CompletionStage<@Nullable Void>> appendAt(long index, FrameBuffer frame, long nowMillis) throws IOException {
        return writer().append(frame, index, nowMillis);
    }

    /**
     * Ends appending, after everything appended so far has been acknowledged and is readable. Blocks on the disk with {@link Durability#FSYNC}.
     *
     * @throws IOException if that failed; the log is not sealed then
     */
    public void seal() throws IOException {
        writer().seal();
        wake();
    }

    /** Takes {@link #seal()} back. */
    public void unseal() {
        writer().unseal();
    }

    private LogWriter writer() {
        LogWriter known = writer;
        if (known == null) throw new IllegalStateException("opened for reading only: " + folder.path());
        return known;
    }

    /** Makes the segment that follows, to be appended to. Under the lock. */
    Segment roll(long firstIndex) throws IOException {
        SegmentList now = segments;
        if (now.isEmpty()) Files.createDirectories(folder.path());
        Segment created = folder.segment(firstIndex);
        try {
            created.create(tip.arrivalMillis());
            if (space.durability() == Durability.FSYNC) folder.force(now.isEmpty());
        } catch (IOException e) {
            created.delete();
            throw e;
        }
        if (!now.isEmpty()) now.last().finish();
        segments = now.plus(created);
        return created;
    }

    SegmentList segments() {
        return segments;
    }

    void show(SegmentList newSegments) {
        segments = newSegments;
    }

    Tip tip() {
        return tip;
    }

    /** Makes everything below {@code newTip} readable. Under the lock; the segment's end was moved before. */
    void publish(Tip newTip) {
        tip = newTip;
    }

    void damaged(List<DamagedLogException> found) {
        damages.addAll(found);
    }

    /** Runs the listeners. One that throws holds up nobody: what it was to hear of has happened. */
    public void wake() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("listener of {} failed", folder.path(), e);
            }
        }
    }

    // ---- reading

    /** Index of the oldest record, or of the first to come. */
    public long firstIndex() {
        SegmentList now = segments;
        return now.isEmpty() ? floor : Math.max(floor, now.get(0).firstIndex());
    }

    /** Index of the record to come. A log opened for reading looks at the files first. */
    public long nextIndex() throws IOException {
        refresh();
        return tip.nextIndex();
    }

    /** Arrival of the newest record, trimmed or not, epoch milliseconds; 0 if there is none. */
    public long tipArrivalMillis() throws IOException {
        refresh();
        return tip.arrivalMillis();
    }

    private void refresh() throws IOException {
        if (follower == null) return;
        lock.lock();
        try {
            follower.look();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads consecutive records. May give fewer than asked for although there are more; gives none only at the tip.
     *
     * @param fromIndex  an index below {@link #firstIndex()}, or one left out, reads from the next record on
     * @param maxRecords 1 or more
     * @param maxBytes   keys and payloads together; at least one record is given, however large
     * @throws DamagedLogException if the record at {@code fromIndex} stands in damaged bytes
     */
    public LogRecords read(long fromIndex, int maxRecords, int maxBytes) throws IOException {
        if (maxRecords < 1) throw new IllegalArgumentException("maxRecords must be at least 1, was " + maxRecords);
        if (Math.max(fromIndex, firstIndex()) >= tip.nextIndex()) refresh();
        return steadily(seen -> read(seen, Math.max(fromIndex, firstIndex()), maxRecords, maxBytes));
    }

    private LogRecords read(SegmentList seen, long from, int maxRecords, int maxBytes) throws IOException {
        if (from >= tip.nextIndex()) return LogRecords.none(from);
        Place recent = places.get(slot(from));
        FrameCursor cursor =
                seen.seek(from, recent != null && recent.index() == from ? recent : null, (int) Math.min(maxBytes, maxRecords * 1024L));
        RecordCollector collector = new RecordCollector(cursor, maxRecords, maxBytes);
        LogRecords records = collector.collect(Math.max(from, cursor.firstIndex()));
        remember(cursor, records.firstIndex() + records.count(), collector.endedWithinFrame(records));
        return records;
    }

    private void remember(FrameCursor cursor, long next, boolean withinFrame) {
        long position = withinFrame ? cursor.position() : cursor.position() + cursor.length();
        places.set(slot(next), new Place(next, cursor.segment(), position, withinFrame && cursor.window().mapped()));
    }

    private static int slot(long index) {
        return (int) (index & (PLACES - 1));
    }

    /** Index of the first record that arrived at {@code millis} or later; {@link #nextIndex()} if there is none. Damage is passed over. */
    public long indexAt(long millis) throws IOException {
        long next = nextIndex();
        Optional<FrameCursor> found = steadily(seen -> seen.firstSince(millis));
        return Math.max(firstIndex(), Math.min(next, found.map(FrameCursor::firstIndex).orElse(next)));
    }

    /** Segments may change, and files vanish, while they are looked at: then what there is now is looked at. */
    @SuppressWarnings("ReferenceEquality") // a list is never changed
    private <T> T steadily(Look<T> look) throws IOException {
        while (true) {
            SegmentList seen = segments;
            try {
                return look.at(seen);
            } catch (DamagedLogException | NoSuchFileException e) {
                if (e instanceof NoSuchFileException) lookAnew(seen);
                if (segments == seen) throw e;
            }
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private void lookAnew(SegmentList seen) throws IOException {
        if (follower == null) return;
        lock.lock();
        try {
            if (segments == seen && !folder.holds(seen.get(0).firstIndex())) follower.lookAnew();
        } finally {
            lock.unlock();
        }
    }

    private interface Look<T> {
        T at(SegmentList seen) throws IOException;
    }

    // ---- giving up

    /**
     * Gives up all records that arrived before {@code horizonMillis}. When this returns they are not read any more, and the files that held nothing
     * else are deleted (by the process that writes; a file that could not be deleted is tried again later). What was read before stays valid. Costs one
     * comparison if nothing expired. After a crash some of them may be there again, until the next call.
     *
     * @throws IOException if the files could not be read; nothing was given up then
     */
    public void trim(long horizonMillis) throws IOException {
        if (horizonMillis <= oldestMillis || firstIndex() == tip.nextIndex()) return;
        trimming.lock();
        try {
            if (horizonMillis <= oldestMillis) return;
            long next = nextIndex();
            Optional<FrameCursor> oldest = steadily(seen -> seen.firstSince(horizonMillis));
            floor = Math.max(floor, Math.min(next, oldest.map(FrameCursor::firstIndex).orElse(next)));
            oldestMillis = oldest.map(FrameCursor::arrivalMillis).orElse(horizonMillis);
            if (writer != null && !writer.isClosed()) drop(writer);
        } finally {
            trimming.unlock();
        }
    }

    private void drop(LogWriter from) {
        try {
            from.leave(floor);
            takeHead();
            while (!doomed.isEmpty()) {
                doomed.getFirst().delete();
                if (space.durability() == Durability.FSYNC) folder.force(false); // in order: a power failure leaves no gap
                doomed.removeFirst();
            }
        } catch (IOException e) {
            LOG.warn("expired segments of {} not deleted yet", folder.path(), e);
        }
    }

    private void takeHead() throws IOException {
        lock.lock();
        try {
            SegmentList now = segments;
            int kept = now.isEmpty() ? 0 : now.floor(floor);
            if (kept == 0) return;
            if (kept == now.size() - 1 && space.durability() != Durability.FSYNC) forceLast(now.last());
            doomed.addAll(now.head(kept));
            segments = now.withoutHead(kept);
        } finally {
            lock.unlock();
        }
    }

    /** It alone will tell which index comes next. */
    private void forceLast(Segment last) throws IOException {
        last.file().force();
        folder.force(false);
    }

    // ---- the rest

    /**
     * Copies what is readable now into a new folder, which may be opened as a log; records are appended and given up meanwhile.
     *
     * @param target made if there is anything to copy
     * @throws NoSuchFileException if the log was deleted
     */
    public void copyTo(Path target) throws IOException {
        try (LogCopy copy = new LogCopy(target)) {
            trimming.lock();
            try {
                begin(copy);
            } finally {
                trimming.unlock();
            }
            copy.finish();
        }
    }

    private void begin(LogCopy copy) throws IOException {
        SegmentList seen;
        long end;
        lock.lock();
        try {
            seen = segments;
            end = seen.isEmpty() ? 0 : seen.last().end();
        } finally {
            lock.unlock();
        }
        copy.begin(seen, end);
    }

    /** Runs {@code listener} after records became readable, on the thread that made them so; it must not block or throw. */
    public Closeable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Damage found when the log was opened or grew. */
    public List<DamagedLogException> damages() {
        return List.copyOf(damages);
    }

    /** Index entries held on the heap: what may grow with the open segment, and with nothing else. */
    public int indexEntriesHeld() {
        return segments.indexEntriesHeld();
    }

    /** Ends appending and giving up, writes the index out and closes the files. What was read stays valid. */
    @Override
    public void close() throws IOException {
        trimming.lock();
        try {
            end(CommitFiles::settle);
        } finally {
            trimming.unlock();
        }
    }

    /** As {@link #close()}, for files that are about to be deleted: nothing is written to them, and none is made again. */
    public void abandon() throws IOException {
        trimming.lock();
        try {
            end(CommitFiles::forget);
        } finally {
            trimming.unlock();
        }
    }

    private void end(End of) throws IOException {
        CommitLog commits = space.commits();
        try {
            if (writer != null) writer.close();
        } finally {
            try {
                if (commits != null) of.end(commits.files(), segments);
            } finally {
                segments.close();
            }
        }
    }

    private interface End {
        void end(CommitFiles files, SegmentList segments) throws IOException;
    }
}
