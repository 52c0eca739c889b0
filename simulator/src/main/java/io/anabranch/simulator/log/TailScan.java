package io.anabranch.simulator.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds how far a growing segment reaches, from its last indexed frame (or a known end) on. Bytes that are no frame are damage if an intact frame
 * stands behind them, and a torn tail, not yet or never to be whole, if none does.
 *
 * @param end     where the last intact frame ends
 * @param tip     arrival 0 if no frame was walked
 * @param damages what was found
 */
record TailScan(long end, Tip tip, List<DamagedLogException> damages) {
    private static final int AT_ONCE = 1 << 20;

    /** Scans from {@code start}, where frames from {@code expectedIndex} on may begin, and completes {@code index}. */
    static TailScan scan(Segment segment, SparseIndex index, long start, long limit, Tip from) throws IOException {
        FrameCursor cursor = new FrameCursor(segment, start, limit, from.nextIndex(), AT_ONCE);
        List<DamagedLogException> damages = new ArrayList<>();
        Tip tip = from;
        long end = start;
        for (FrameCursor.Step step = cursor.next(); step != FrameCursor.Step.END; step = cursor.next()) {
            if (step == FrameCursor.Step.BAD && !passes(cursor, damages)) break;
            index.offer(cursor.firstIndex(), cursor.arrivalMillis(), cursor.position());
            tip = new Tip(cursor.nextIndex(), cursor.arrivalMillis());
            end = cursor.position() + cursor.length();
        }
        return new TailScan(end, tip, damages);
    }

    private static boolean passes(FrameCursor cursor, List<DamagedLogException> damages) throws IOException {
        long bad = cursor.position();
        if (!cursor.resync()) return false;
        damages.add(new DamagedLogException(cursor.segment().path(), bad, "damaged frame"));
        return true;
    }
}
