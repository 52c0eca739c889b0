package io.anabranch.simulator.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of one shard, in segment files of one folder. One process appends; any number may read at the same time, each with a
 * {@code ShardLog} of its own. Holds, per segment, a few words; per record, nothing. A folder that is missing is an empty log.
 *
 * <p>Indexes rise by one from {@link #BASE_INDEX} for ever, except over damage: what stood there keeps its indexes. Reading finds a frame through the
 * place where a recent read ended, else through the sparse index. Thread-safe.
 */
public final class ShardLog implements Closeable {
    /** Index of the first record of a log. */
    public static final long BASE_INDEX = 1;

    private static final int PLACES = 8;
    private static final Logger LOG = LoggerFactory.getLogger(ShardLog.class);

    private final LogSpace space;
    private final LogIdentity identity;
    private final Path folder;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReferenceArray<@Nullable Place> places = new AtomicReferenceArray<>(PLACES);
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<DamagedLogException> damages = new CopyOnWriteArrayList<>();
    private final @Nullable LogWriter writer;
    /** Set if the last segment cannot be read: how many records it holds is not known. */
    private @Nullable DamagedLogException unreadableEnd;
    private volatile Segment[] segments;
    private volatile Tip tip = new Tip(BASE_INDEX, 0);

    private ShardLog(LogSpace space, Path folder, LogIdentity identity) throws IOException {
        this.space = space;
        this.folder = folder;
        this.identity = identity;
        this.segments = existing();
        recoverTail();
        this.writer = space.writable() ? new LogWriter(this, space, lock) : null;
    }

    /**
     * Opens the log of a folder. A writer cuts a torn tail off here; damage at the end of the log is found here, and elsewhere when it is read.
     *
     * @throws UnsupportedFormatException if a newer version wrote the log
     */
    public static ShardLog open(LogSpace space, Path folder, LogIdentity identity) throws IOException {
        return new ShardLog(space, folder, identity);
    }

    private Segment[] existing() throws IOException {
        if (!Files.isDirectory(folder)) return new Segment[0];
        try (Stream<Path> files = Files.list(folder)) {
            LongStream firsts = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{20}\\" + Segment.SUFFIX))
                    .mapToLong(name -> Long.parseLong(name.substring(0, 20)));
            return firsts.sorted().mapToObj(this::segment).toArray(Segment[]::new);
        }
    }

    private Segment segment(long first) {
        return new Segment(space, identity, folder, first);
    }

    // ---- opening

    private void recoverTail() throws IOException {
        while (segments.length > 0 && last().isUnborn()) {
            if (space.writable()) last().delete();
            segments = Arrays.copyOf(segments, segments.length - 1);
        }
        if (segments.length == 0) return;
        try {
            recover(last());
        } catch (DamagedLogException e) {
            unreadableEnd = e;
            damages.add(e); // its header: the segment cannot be read, nor can anything be appended behind it
            tip = new Tip(last().firstIndex(), arrivalBefore(segments.length - 1));
        }
    }

    private void recover(Segment segment) throws IOException {
        long size = segment.file().size();
        SparseIndex index = segment.loadIndex(size);
        segment.grow(index, SegmentHeader.LENGTH);
        int known = index.size();
        long start = known == 0 ? SegmentHeader.LENGTH : index.position(known - 1);
        long first = known == 0 ? segment.firstIndex() : index.index(known - 1);
        TailScan scan = TailScan.scan(segment, index, start, size, new Tip(first, 0));
        damages.addAll(scan.damages());
        segment.end(scan.end());
        if (space.writable() && scan.end() < size) cutTail(segment, scan.end(), size);
        if (space.writable() && space.durability() == Durability.FSYNC) segment.file().force(); // it is readable from now on
        boolean empty = scan.tip().arrivalMillis() == 0;
        tip = empty ? new Tip(scan.tip().nextIndex(), arrivalBefore(segments.length - 1)) : scan.tip();
    }

    private static void cutTail(Segment segment, long end, long size) throws IOException {
        LOG.warn("{} has a torn tail, {} bytes at offset {} are cut off", segment.path(), size - end, end);
        segment.file().truncate(end);
    }

    /** Arrival of the last readable record before a segment. */
    private long arrivalBefore(int segment) throws IOException {
        for (int i = segment - 1; i >= 0; i--) {
            long found = lastArrival(segments[i]);
            if (found > 0) return found;
        }
        return 0;
    }

    private static long lastArrival(Segment segment) throws IOException {
        long arrival = 0;
        try {
            FrameCursor cursor = new FrameCursor(segment, segment.floor(Long.MAX_VALUE), segment.end(), segment.firstIndex(), 1 << 16);
            while (cursor.nextIntact()) arrival = cursor.arrivalMillis();
        } catch (DamagedLogException e) {
            return 0; // unreadable as a whole: reported to whoever reads there
        }
        return arrival;
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
        return writer().append(frame, nowMillis);
    }

    /**
     * Ends appending, after everything appended so far has been acknowledged and is readable. Blocks on the disk with {@link Durability#FSYNC}.
     *
     * @throws IOException if that failed; the log is not sealed then
     */
    public void seal() throws IOException {
        writer().seal();
        listeners.forEach(Runnable::run);
    }

    /** Takes {@link #seal()} back. */
    public void unseal() {
        writer().unseal();
    }

    private LogWriter writer() {
        LogWriter known = writer;
        if (known == null) throw new IllegalStateException("opened for reading only: " + folder);
        return known;
    }

    /** Makes the segment that follows, to be appended to. Under the lock. */
    Segment roll(long firstIndex) throws IOException {
        if (segments.length == 0) Files.createDirectories(folder);
        Segment created = segment(firstIndex);
        try {
            created.create();
            if (space.durability() == Durability.FSYNC) forceFolders();
        } catch (IOException e) {
            created.delete();
            throw e;
        }
        if (segments.length > 0) last().finish();
        addSegment(created);
        return created;
    }

    private void forceFolders() throws IOException {
        space.files().forceFolder(folder);
        Path parent = folder.getParent();
        for (int i = 0; i < 2 && parent != null && segments.length == 0; i++, parent = parent.getParent()) space.files().forceFolder(parent);
    }

    private void addSegment(Segment added) {
        Segment[] more = Arrays.copyOf(segments, segments.length + 1);
        more[segments.length] = added;
        segments = more;
    }

    @Nullable Segment lastOrNull() {
        return segments.length == 0 ? null : last();
    }

    private Segment last() {
        return segments[segments.length - 1];
    }

    Tip tip() {
        return tip;
    }

    /** Makes everything below {@code newTip} readable. Under the lock; the segment's end was moved before. */
    void publish(Tip newTip) {
        tip = newTip;
    }

    /** Runs the listeners. */
    public void wake() {
        for (Runnable listener : listeners) listener.run();
    }

    // ---- reading

    /** Index of the oldest record, or of the first to come. */
    public long firstIndex() {
        Segment[] now = segments;
        return now.length == 0 ? BASE_INDEX : now[0].firstIndex();
    }

    /** Index of the record to come. A log opened for reading looks at the files first. */
    public long nextIndex() throws IOException {
        if (!space.writable()) refresh();
        return tip.nextIndex();
    }

    /** Arrival of the newest record, epoch milliseconds; 0 if there is none. */
    public long tipArrivalMillis() throws IOException {
        if (!space.writable()) refresh();
        return tip.arrivalMillis();
    }

    /**
     * Reads consecutive records. May give fewer than asked for although there are more; gives none only at the tip.
     *
     * @param fromIndex  an index below {@link #firstIndex()} reads from there
     * @param maxRecords 1 or more
     * @param maxBytes   keys and payloads together; at least one record is given, however large
     * @throws DamagedLogException if the record at {@code fromIndex} stands in damaged bytes
     */
    public LogRecords read(long fromIndex, int maxRecords, int maxBytes) throws IOException {
        if (maxRecords < 1) throw new IllegalArgumentException("maxRecords must be at least 1, was " + maxRecords);
        long from = Math.max(fromIndex, firstIndex());
        if (from >= tip.nextIndex() && from >= nextIndex()) return nothing(from);
        FrameCursor cursor = seek(from, (int) Math.min(maxBytes, maxRecords * 1024L));
        RecordCollector collector = new RecordCollector(cursor, maxRecords, maxBytes);
        LogRecords records = collector.collect(from);
        remember(cursor, from + records.count(), collector.endedWithinFrame(records));
        return records;
    }

    private LogRecords nothing(long from) throws IOException {
        if (unreadableEnd != null) throw new DamagedLogException(unreadableEnd.file(), unreadableEnd.offset(), "record " + from + " is lost: damaged segment");
        return LogRecords.none(from);
    }

    private FrameCursor seek(long index, int wanted) throws IOException {
        Place place = places.get(slot(index));
        if (place == null || place.index() != index) place = floor(index);
        int number = numberOf(place.segment());
        FrameCursor cursor = place.cursor(wanted);
        long gap = -1;
        while (true) {
            FrameCursor.Step step = cursor.next();
            if (step == FrameCursor.Step.BAD) {
                gap = cursor.position();
                if (cursor.resync()) step = FrameCursor.Step.FRAME;
            }
            if (step == FrameCursor.Step.FRAME) {
                if (cursor.nextIndex() <= index) continue;
                if (cursor.firstIndex() <= index) return cursor;
                throw lost(cursor.segment(), gap, index);
            }
            if (++number >= segments.length || segments[number].firstIndex() > index) throw lost(cursor.segment(), gap, index);
            cursor = new Place(index, segments[number], SegmentHeader.LENGTH, false).cursor(wanted);
        }
    }

    private static DamagedLogException lost(Segment segment, long gap, long index) throws IOException {
        return new DamagedLogException(segment.path(), gap < 0 ? segment.end() : gap, "record " + index + " is lost: damaged frame");
    }

    private Place floor(long index) throws IOException {
        Segment segment = segments[floorSegment(segments, index)];
        return new Place(index, segment, segment.floor(index), false);
    }

    private static int floorSegment(Segment[] in, long index) {
        int low = 0;
        int high = in.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (in[middle].firstIndex() <= index) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    private int numberOf(Segment segment) {
        return floorSegment(segments, segment.firstIndex());
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
        Segment[] now = segments;
        for (int i = lastSegmentBefore(now, millis); i < now.length; i++) {
            if (!now[i].isReadable()) continue;
            FrameCursor cursor = new FrameCursor(now[i], now[i].before(millis), now[i].end(), now[i].firstIndex(), 1 << 16);
            while (cursor.nextIntact()) if (cursor.arrivalMillis() >= millis) return Math.min(next, cursor.firstIndex());
        }
        return next;
    }

    /** The last segment that begins before {@code millis}: the record wanted stands in it or begins the next one. */
    private static int lastSegmentBefore(Segment[] in, long millis) throws IOException {
        int low = 0;
        int high = in.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (in[middle].firstArrivalMillis() < millis) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /** Sees what another process has appended. Cheap if it is nothing. */
    private void refresh() throws IOException {
        lock.lock();
        try {
            boolean more = sawMore();
            while (more) more = sawMore();
        } finally {
            lock.unlock();
        }
    }

    private boolean sawMore() throws IOException {
        if (sawGrowth()) return true;
        Segment next = nextSegment();
        if (next == null || next.isUnborn()) return false;
        if (sawGrowth()) return true; // it grew between the two looks; from now on it does not
        adopt(next);
        return true;
    }

    private boolean sawGrowth() throws IOException {
        if (segments.length == 0) return false;
        Segment last = last();
        long size = last.file().size();
        return size > last.end() && scanned(last, size);
    }

    private boolean scanned(Segment last, long size) throws IOException {
        long known = last.end();
        SparseIndex index = last.growingIndex();
        TailScan scan = TailScan.scan(last, index, known, size, new Tip(tip.nextIndex(), 0));
        if (!scan.damages().isEmpty()) { // it may have been a frame just being written: then it is whole now
            index.cut(known);
            scan = TailScan.scan(last, index, known, size, new Tip(tip.nextIndex(), 0));
        }
        if (scan.end() == known) return false;
        damages.addAll(scan.damages());
        last.end(scan.end());
        tip = scan.tip();
        return true;
    }

    private void adopt(Segment found) throws IOException {
        found.salt();
        found.grow(new SparseIndex(), SegmentHeader.LENGTH);
        if (segments.length > 0) last().finish();
        addSegment(found);
        tip = new Tip(found.firstIndex(), tip.arrivalMillis());
    }

    /** A segment is named after its first record, so the next one's name is known, unless the last one's end is damaged. */
    private @Nullable Segment nextSegment() throws IOException {
        long first = tip.nextIndex();
        if (segments.length > 0 && last().firstIndex() >= first) return null;
        if (Files.exists(folder.resolve(Segment.name(first, Segment.SUFFIX)))) return segment(first);
        if (segments.length == 0 || last().file().size() == last().end()) return null;
        return Arrays.stream(existing()).filter(other -> other.firstIndex() > first).findFirst().orElse(null);
    }

    // ---- the rest

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
        return Arrays.stream(segments).mapToInt(Segment::indexEntriesHeld).sum();
    }

    /** Ends appending, writes the index out and closes the files. What was read stays valid. */
    @Override
    public void close() throws IOException {
        if (writer != null) writer.close();
        for (Segment segment : segments) segment.close();
    }

    /**
     * Where a frame begins.
     *
     * @param index   a record in that frame or the first one behind
     * @param checked the frame was found intact before, in mapped bytes
     */
    private record Place(long index, Segment segment, long position, boolean checked) {
        FrameCursor cursor(int wanted) throws IOException {
            FrameCursor cursor = new FrameCursor(segment, position, segment.end(), segment.firstIndex(), wanted);
            if (checked) cursor.trust(position);
            return cursor;
        }
    }
}
