package io.anabranch.simulator.log;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The segments of a log at one moment, oldest first, and how to find a frame in them. Immutable. */
final class SegmentList {
    static final SegmentList NONE = new SegmentList(new Segment[0]);
    private static final int NEAR = 1 << 16;

    private final Segment[] all;

    SegmentList(Segment[] all) {
        this.all = all;
    }

    boolean isEmpty() {
        return all.length == 0;
    }

    int size() {
        return all.length;
    }

    Segment get(int number) {
        return all[number];
    }

    Segment last() {
        return all[all.length - 1];
    }

    /** The first {@code count}. */
    List<Segment> head(int count) {
        return List.of(all).subList(0, count);
    }

    SegmentList withoutHead(int count) {
        return new SegmentList(Arrays.copyOfRange(all, count, all.length));
    }

    SegmentList withoutLast() {
        return new SegmentList(Arrays.copyOf(all, all.length - 1));
    }

    SegmentList plus(Segment added) {
        Segment[] more = Arrays.copyOf(all, all.length + 1);
        more[all.length] = added;
        return new SegmentList(more);
    }

    /** Number of the last segment that begins at {@code index} or before; 0 if none does. */
    int floor(long index) {
        int low = 0;
        int high = all.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (all[middle].firstIndex() <= index) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /**
     * Finds the frame that holds a record.
     *
     * @param index of the record, not below the first segment's first one
     * @param hint  where to begin to walk, if that is known
     * @return on that frame, or on the one behind if the log leaves {@code index} out
     * @throws DamagedLogException if the record stands in damaged bytes
     */
    FrameCursor seek(long index, @Nullable Place hint, int wanted) throws IOException {
        Place place = hint != null && isHere(hint) ? hint : floorPlace(index);
        int number = floor(place.segment().firstIndex());
        FrameCursor cursor = place.cursor(wanted);
        Segment walked = place.segment();
        long gap = -1;
        while (true) {
            FrameCursor.Step step = cursor.next();
            if (step == FrameCursor.Step.BAD) {
                gap = cursor.position();
                walked = cursor.segment();
                if (cursor.resync()) step = FrameCursor.Step.FRAME;
            }
            if (step == FrameCursor.Step.FRAME) {
                if (cursor.nextIndex() <= index) continue;
                if (cursor.firstIndex() <= index || gap < 0 && cursor.skips()) return cursor;
                throw lost(walked, gap, index);
            }
            if (++number >= all.length) throw lost(walked, gap, index);
            if (gap < 0) walked = cursor.segment();
            cursor = new Place(index, all[number], SegmentHeader.LENGTH, false).cursor(wanted);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the segment itself, not another look at its file
    private boolean isHere(Place place) {
        return all[floor(place.segment().firstIndex())] == place.segment();
    }

    private Place floorPlace(long index) throws IOException {
        Segment segment = all[floor(index)];
        return new Place(index, segment, segment.floor(index), false);
    }

    private static DamagedLogException lost(Segment segment, long gap, long index) throws IOException {
        return new DamagedLogException(segment.path(), gap < 0 ? segment.end() : gap, "record " + index + " is lost: damaged frame");
    }

    /** On the first frame that arrived at {@code millis} or later. Damage is passed over. */
    Optional<FrameCursor> firstSince(long millis) throws IOException {
        for (int i = lastBefore(millis); i < all.length; i++) {
            if (!all[i].isReadable()) continue;
            FrameCursor cursor = new FrameCursor(all[i], all[i].before(millis), all[i].end(), all[i].firstIndex(), NEAR);
            while (cursor.nextIntact()) if (cursor.arrivalMillis() >= millis) return Optional.of(cursor);
        }
        return Optional.empty();
    }

    /** The last segment that begins before {@code millis}: the record wanted stands in it or begins the next one. */
    private int lastBefore(long millis) throws IOException {
        int low = 0;
        int high = all.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (all[middle].firstArrivalMillis() < millis) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    int indexEntriesHeld() {
        return Arrays.stream(all).mapToInt(Segment::indexEntriesHeld).sum();
    }

    void close() throws IOException {
        for (Segment segment : all) segment.close();
    }
}
