package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Sees what another process appends to a log and what it gives up. Under the log's lock. */
final class Follower {
    private final ShardLog log;
    private final LogFolder folder;

    Follower(ShardLog log, LogFolder folder) {
        this.log = log;
        this.folder = folder;
    }

    /** Cheap if nothing happened. */
    void look() throws IOException {
        boolean more = sawMore();
        while (more) more = sawMore();
    }

    /** Segments have vanished: begins anew with what is there. */
    void lookAnew() throws IOException {
        Recovery found = Recovery.of(folder);
        Tip known = log.tip();
        log.show(found.segments());
        log.publish(found.tip().nextIndex() < known.nextIndex() ? known : found.tip());
    }

    private boolean sawMore() throws IOException {
        try {
            return sawNext();
        } catch (NoSuchFileException e) {
            return sawOthers(log.segments()); // it was there a moment ago
        }
    }

    private boolean sawNext() throws IOException {
        if (sawGrowth()) return true;
        SegmentList known = log.segments();
        long first = log.tip().nextIndex();
        if (!known.isEmpty() && known.last().firstIndex() >= first) return false;
        if (folder.holds(first)) return adopt(folder.segment(first));
        if (known.isEmpty() || !folder.holds(known.last().firstIndex())) return sawOthers(known);
        return known.last().file().size() != known.last().end() && adoptBehindDamage(first);
    }

    private boolean sawOthers(SegmentList known) throws IOException {
        if (folder.segments().isEmpty()) return false; // none yet, or deleted as a whole
        lookAnew();
        SegmentList found = log.segments();
        return !found.isEmpty() && (known.isEmpty() || found.last().firstIndex() > known.last().firstIndex());
    }

    private boolean sawGrowth() throws IOException {
        SegmentList known = log.segments();
        if (known.isEmpty() || !known.last().isReadable()) return false;
        Segment last = known.last();
        long size = last.file().size();
        return size > last.end() && scanned(last, size);
    }

    private boolean scanned(Segment last, long size) throws IOException {
        long known = last.end();
        SparseIndex index = last.growingIndex();
        Tip start = new Tip(log.tip().nextIndex(), 0);
        TailScan scan = TailScan.scan(last, index, known, size, start);
        if (!scan.damages().isEmpty()) { // it may have been a frame just being written: then it is whole now
            index.cut(known);
            scan = TailScan.scan(last, index, known, size, start);
        }
        if (scan.end() == known) return false;
        log.damaged(scan.damages());
        last.end(scan.end());
        log.publish(scan.tip());
        return true;
    }

    /** A segment is named after its first record, so the next one's name is known, unless the last one's end is damaged. */
    private boolean adoptBehindDamage(long first) throws IOException {
        SegmentList there = folder.segments();
        List<Segment> behind = there.head(there.size()).stream().filter(other -> other.firstIndex() > first).toList();
        return !behind.isEmpty() && adopt(behind.get(0));
    }

    private boolean adopt(Segment found) throws IOException {
        if (found.isUnborn()) return false;
        if (sawGrowth()) return true; // it grew between the two looks; from now on it does not
        found.salt();
        found.grow(new SparseIndex(), SegmentHeader.LENGTH);
        SegmentList known = log.segments();
        if (!known.isEmpty()) known.last().finish();
        log.show(known.plus(found));
        log.publish(new Tip(found.firstIndex(), log.tip().arrivalMillis()));
        return true;
    }
}
