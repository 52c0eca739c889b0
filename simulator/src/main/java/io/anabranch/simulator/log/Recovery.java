package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a log's folder holds when it is opened. Looks at both ends of every segment: at the last one's for a torn tail, which a writer cuts off, at the
 * others' for records that are missing between them.
 */
final class Recovery {
    /**
     * So many indexes are left out behind a last segment whose header is damaged: more than its records can be, so that none gets an index that
     * another had.
     */
    static final long UNKNOWN_RECORDS = 1L << 31;

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final int MOST_LOOKS = 10;
    private static final int NEAR = 1 << 16;

    private final LogFolder folder;
    private final LogSpace space;
    private final List<DamagedLogException> damages = new ArrayList<>();
    private SegmentList segments;
    private Tip tip = new Tip(ShardLog.BASE_INDEX, 0);

    private Recovery(LogFolder folder) throws IOException {
        this.folder = folder;
        this.space = folder.space();
        this.segments = folder.segments();
        dropUnborn();
        if (segments.isEmpty()) return;
        for (int i = 0; i + 1 < segments.size(); i++) checkJoint(segments.get(i), segments.get(i + 1));
        recoverLast();
    }

    /** Segments may vanish while a reader looks at them: then it looks again. */
    static Recovery of(LogFolder folder) throws IOException {
        for (int look = 1; ; look++) {
            try {
                return new Recovery(folder);
            } catch (NoSuchFileException e) {
                if (folder.space().writable() || look == MOST_LOOKS) throw e;
            }
        }
    }

    SegmentList segments() {
        return segments;
    }

    Tip tip() {
        return tip;
    }

    List<DamagedLogException> damages() {
        return damages;
    }

    private void dropUnborn() throws IOException {
        while (!segments.isEmpty() && segments.last().isUnborn()) {
            if (space.writable()) segments.last().delete();
            segments = segments.withoutLast();
        }
    }

    private void checkJoint(Segment segment, Segment next) throws IOException {
        try {
            FrameCursor cursor = tail(segment);
            long nextIndex = segment.firstIndex();
            while (cursor.nextIntact()) nextIndex = cursor.nextIndex();
            if (nextIndex < next.firstIndex() && !next.beginsWithSkip()) damages.add(missing(segment, cursor, nextIndex, next.firstIndex()));
        } catch (DamagedLogException e) {
            damages.add(e); // its header
        }
    }

    private DamagedLogException missing(Segment segment, FrameCursor end, long first, long next) throws IOException {
        String what = "records " + first + " to " + (next - 1) + " are lost: ";
        return end.position() + end.length() == segment.end()
                ? new DamagedLogException(folder.segment(first).path(), 0, what + "missing segment")
                : new DamagedLogException(segment.path(), end.position() + end.length(), what + "damaged frame");
    }

    private void recoverLast() throws IOException {
        Segment last = segments.last();
        try {
            recover(last);
        } catch (DamagedLogException e) {
            damages.add(e);
            tip = new Tip(last.firstIndex() + UNKNOWN_RECORDS, arrivalBeforeLast());
        }
    }

    private void recover(Segment last) throws IOException {
        long size = last.file().size();
        SparseIndex index = last.loadIndex(size);
        last.grow(index, SegmentHeader.LENGTH);
        int known = index.size();
        long start = known == 0 ? SegmentHeader.LENGTH : index.position(known - 1);
        long first = known == 0 ? last.firstIndex() : index.index(known - 1);
        TailScan scan = TailScan.scan(last, index, start, size, new Tip(first, 0));
        damages.addAll(scan.damages());
        last.end(scan.end());
        if (space.writable() && scan.end() < size) cutTail(last, scan.end(), size);
        if (space.writable() && space.durability() == Durability.FSYNC) last.file().force(); // it is readable from now on
        boolean empty = scan.tip().arrivalMillis() == 0;
        tip = empty ? new Tip(scan.tip().nextIndex(), Math.max(last.arrivalBefore(), arrivalBeforeLast())) : scan.tip();
    }

    private static void cutTail(Segment segment, long end, long size) throws IOException {
        LOG.warn("{} has a torn tail, {} bytes at offset {} are cut off", segment.path(), size - end, end);
        segment.file().truncate(end);
    }

    /** Arrival of the last readable record before the last segment. */
    private long arrivalBeforeLast() throws IOException {
        for (int i = segments.size() - 2; i >= 0; i--) {
            long found = lastArrival(segments.get(i));
            if (found > 0) return found;
        }
        return 0;
    }

    private static long lastArrival(Segment segment) throws IOException {
        long arrival = 0;
        try {
            FrameCursor cursor = tail(segment);
            while (cursor.nextIntact()) arrival = cursor.arrivalMillis();
        } catch (DamagedLogException e) {
            return 0; // unreadable as a whole: reported to whoever reads there
        }
        return arrival;
    }

    private static FrameCursor tail(Segment segment) throws IOException {
        return new FrameCursor(segment, segment.floor(Long.MAX_VALUE), segment.end(), segment.firstIndex(), NEAR);
    }
}
