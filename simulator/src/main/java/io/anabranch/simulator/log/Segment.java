package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One file of a log. The prefix up to the last whole frame is mapped; while the segment grows, what came since the mapping was made is read
 * through the channel until it is worth a new mapping, so that a reader at the tip does not map for every frame. Nothing of a segment is opened or
 * read before it is needed. Thread-safe.
 */
final class Segment {
    static final String SUFFIX = ".seg";
    static final String INDEX_SUFFIX = ".idx";
    /** Growth that is worth a new mapping. */
    private static final int REMAP = 4 << 20;
    private static final int MOST_READ = 1 << 20;
    private static final int LEAST_READ = 4 << 10;
    private static final long UNKNOWN = -1;

    private final LogSpace space;
    private final LogIdentity identity;
    private final long firstIndex;
    private final PooledFile file;
    private final PooledFile indexFile;
    private volatile @Nullable SegmentHeader header;
    private volatile long end = UNKNOWN;
    private volatile boolean growing;
    private volatile @Nullable SparseIndex index;
    private volatile @Nullable ByteBuffer mapping;
    private volatile boolean read;
    private boolean wasMapped;
    private volatile long firstArrival = UNKNOWN;
    private volatile byte @Nullable [] nameInData;

    Segment(LogSpace space, LogIdentity identity, Path folder, long firstIndex) {
        this.space = space;
        this.identity = identity;
        this.firstIndex = firstIndex;
        this.file = new PooledFile(space.descriptors(), folder.resolve(name(firstIndex, SUFFIX)), space.writable());
        this.indexFile = new PooledFile(space.descriptors(), folder.resolve(name(firstIndex, INDEX_SUFFIX)), space.writable());
    }

    static String name(long firstIndex, String suffix) {
        String digits = Long.toString(firstIndex);
        return "0".repeat(20 - digits.length()) + digits + suffix;
    }

    /** Name of the file in the data folder, with slashes. */
    String pathInData() {
        Path path = space.data().relativize(file.path());
        StringJoiner joined = new StringJoiner("/");
        path.forEach(name -> joined.add(name.toString()));
        return joined.toString();
    }

    /** The same in UTF-8. */
    byte[] nameInData() {
        byte[] known = nameInData;
        if (known == null) {
            known = pathInData().getBytes(StandardCharsets.UTF_8);
            nameInData = known;
        }
        return known;
    }

    Path path() {
        return file.path();
    }

    Path indexPath() {
        return indexFile.path();
    }

    PooledFile file() {
        return file;
    }

    long firstIndex() {
        return firstIndex;
    }

    /** Writes the header of a new segment. */
    void create(long arrivalBefore) throws IOException {
        SegmentHeader created = new SegmentHeader(identity, firstIndex, space.random().nextLong(), arrivalBefore);
        file.truncate(0); // what an attempt left that failed
        file.write(created.encode(), 0);
        if (space.durability() == Durability.FSYNC) file.force(); // what is appended is replayed, this is not
        header = created;
        grow(new SparseIndex(), SegmentHeader.LENGTH);
    }

    /** True if the header never got into the file: its creation was cut off. */
    boolean isUnborn() throws IOException {
        if (file.size() < SegmentHeader.LENGTH) return true;
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.LENGTH);
        file.read(bytes, 0);
        return bytes.flip().equals(ByteBuffer.allocate(SegmentHeader.LENGTH));
    }

    /** @throws DamagedLogException if the header is damaged: nothing of the segment can be read then */
    long salt() throws IOException {
        return header().salt();
    }

    /** Arrival of the newest record before this segment, epoch milliseconds; 0 if there is none or it is not known. */
    long arrivalBefore() throws IOException {
        return header().arrivalBefore();
    }

    private SegmentHeader header() throws IOException {
        SegmentHeader known = header;
        if (known == null) {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.LENGTH);
            file.read(bytes, 0);
            known = SegmentHeader.decode(bytes, path(), identity);
            if (known.firstIndex() != firstIndex) throw new DamagedLogException(path(), 32, "segment of record " + known.firstIndex());
            header = known;
        }
        return known;
    }

    /** False if the header is damaged: then nothing in it can be told. */
    boolean isReadable() throws IOException {
        try {
            salt();
            return true;
        } catch (DamagedLogException e) {
            return false; // reported to whoever reads there
        }
    }

    /** Where the last whole frame that may be read ends. */
    long end() throws IOException {
        long known = end;
        if (known == UNKNOWN) {
            known = file.size();
            if (!growing) end = known;
        }
        return known;
    }

    /** Makes this the segment that is appended to, or was at last. */
    void grow(SparseIndex newIndex, long newEnd) {
        growing = true;
        index = newIndex;
        end = newEnd;
    }

    /** The index of the segment that grows. */
    SparseIndex growingIndex() {
        SparseIndex held = index;
        return held == null ? new SparseIndex() : held;
    }

    void end(long newEnd) {
        end = newEnd;
    }

    /** Nothing more will be appended; the index is found in its file from now on. */
    void finish() {
        growing = false;
        index = null;
    }

    /** Bytes from {@code position} on: at least {@code least}, which must be there. */
    Window window(long position, int least, int wanted, long limit) throws IOException {
        ByteBuffer mapped = mapping;
        if (mapped == null || position + least > mapped.capacity()) mapped = remap(mapped, position, limit);
        if (mapped != null && position + least <= mapped.capacity()) {
            if (!read) read = true;
            return new Window(mapped.duplicate(), 0, true);
        }
        long length = Math.min(limit - position, Math.max(least, Math.min(MOST_READ, Math.max(LEAST_READ, wanted))));
        ByteBuffer copy = ByteBuffer.allocate((int) length);
        file.read(copy, position);
        return new Window(copy.clear(), position, false);
    }

    /** Only whole frames are mapped, never what a writer may still cut off. */
    @SuppressWarnings("ReferenceEquality") // is it the mapping the caller knows, not one of equal bytes
    private synchronized @Nullable ByteBuffer remap(@Nullable ByteBuffer known, long position, long limit) throws IOException {
        ByteBuffer newest = mapping;
        if (newest != known) return newest;
        long whole = end;
        long mapped = newest == null ? 0 : newest.capacity();
        boolean worthIt = whole != UNKNOWN && limit <= whole && position < whole && (growing ? whole - mapped >= REMAP : whole > mapped);
        if (!worthIt) return newest;
        ByteBuffer made = file.map(whole);
        mapping = made;
        wasMapped = true;
        space.mappings().mapped(this);
        return made;
    }

    boolean wasRead() {
        boolean was = read;
        read = false;
        return was;
    }

    void unmap() {
        mapping = null;
    }

    boolean isMapped() {
        return mapping != null;
    }

    /** Where to begin to walk to the frame that holds {@code wanted}. */
    long floor(long wanted) throws IOException {
        SparseIndex known = index();
        int entry = known.floor(wanted);
        return entry < 0 ? SegmentHeader.LENGTH : known.position(entry);
    }

    /** Where to begin to walk to the first frame that arrived at {@code millis} or later. */
    long before(long millis) throws IOException {
        SparseIndex known = index();
        int entry = known.before(millis);
        return entry < 0 ? SegmentHeader.LENGTH : known.position(entry);
    }

    /** Arrival of the first intact frame; {@link Long#MAX_VALUE} if there is none. */
    long firstArrivalMillis() throws IOException {
        long known = firstArrival;
        if (known == UNKNOWN) {
            if (!isReadable()) return Long.MAX_VALUE;
            FrameCursor cursor = new FrameCursor(this, SegmentHeader.LENGTH, end(), firstIndex, LEAST_READ);
            known = cursor.nextIntact() ? cursor.arrivalMillis() : Long.MAX_VALUE;
            if (known != Long.MAX_VALUE) firstArrival = known;
        }
        return known;
    }

    /** True if the records left out before its first one are left out on purpose. */
    boolean beginsWithSkip() throws IOException {
        FrameCursor cursor = new FrameCursor(this, SegmentHeader.LENGTH, end(), firstIndex, LEAST_READ);
        return cursor.next() == FrameCursor.Step.FRAME && cursor.skips();
    }

    private SparseIndex index() throws IOException {
        SparseIndex known = index;
        if (known != null) return known;
        SparseIndex loaded = loadIndex(end());
        return extend(loaded) ? repaired(loaded) : loaded;
    }

    /** What the index file holds, as far as it fits the first {@code limit} bytes of the segment. */
    SparseIndex loadIndex(long limit) throws IOException {
        SparseIndex loaded = IndexFile.load(indexFile, salt());
        loaded.cut(limit);
        while (loaded.size() > 0 && !pointsToFrame(loaded, limit)) loaded.cut(loaded.position(loaded.size() - 1));
        return loaded;
    }

    private boolean pointsToFrame(SparseIndex loaded, long limit) throws IOException {
        int last = loaded.size() - 1;
        long indexed = loaded.index(last);
        FrameCursor cursor = new FrameCursor(this, loaded.position(last), limit, indexed, LEAST_READ);
        return cursor.next() == FrameCursor.Step.FRAME && cursor.firstIndex() == indexed;
    }

    /** Adds what the index of a finished segment should have and has not. */
    private boolean extend(SparseIndex loaded) throws IOException {
        int size = loaded.size();
        long start = size == 0 ? SegmentHeader.LENGTH : loaded.position(size - 1);
        if (size > 0 && end() - start <= SparseIndex.INTERVAL) return false;
        FrameCursor cursor = new FrameCursor(this, start, end(), size == 0 ? firstIndex : loaded.index(size - 1), MOST_READ);
        while (cursor.nextIntact()) loaded.offer(cursor.firstIndex(), cursor.arrivalMillis(), cursor.position());
        return loaded.size() > size;
    }

    private SparseIndex repaired(SparseIndex whole) {
        try {
            if (space.writable()) persistIndex(whole, 0);
            else index = whole;
        } catch (IOException e) {
            index = whole; // no room for the file: then it stays here
        }
        return whole;
    }

    /** Writes index entries from {@code first} on, and cuts what stands behind. */
    void persistIndex(SparseIndex whole, int first) throws IOException {
        IndexFile.write(indexFile, whole, first, salt());
        IndexFile.truncate(indexFile, whole.size());
    }

    /** Entries held on the heap. */
    int indexEntriesHeld() {
        SparseIndex held = index;
        return held == null ? 0 : held.size();
    }

    void close() throws IOException {
        unmap();
        if (endMapped()) space.mappings().closed(this, Math.max(0, end));
        file.close();
        indexFile.close();
    }

    private synchronized boolean endMapped() {
        boolean was = wasMapped;
        wasMapped = false;
        return was;
    }

    /** Deletes the files. Mapped bytes stay valid; reading others is a {@link java.nio.file.NoSuchFileException}. */
    void delete() throws IOException {
        file.forbid();
        indexFile.forbid();
        close();
        space.files().delete(indexFile.path());
        space.files().delete(file.path());
    }
}
