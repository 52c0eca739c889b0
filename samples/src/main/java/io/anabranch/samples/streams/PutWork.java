package io.anabranch.samples.streams;

import io.anabranch.samples.streams.RecordFeed.Keyed;
import io.anabranch.samples.worker.Clocks;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Puts what a feed gives, at a pace. Run once; stopped from any thread. */
public final class PutWork {
    private static final long TICK_MILLIS = 20;
    private static final long STOP_SECONDS = 10;

    private final RecordPutter putter;
    private final Clocks clocks;
    private final double perSecond;
    private final LongConsumer progress;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean stopping;
    /** All that was read is put, and more input is waited for. */
    private volatile boolean waiting;

    /** @param perSecond 0: as fast as they are taken */
    public PutWork(RecordPutter putter, Clocks clocks, double perSecond, LongConsumer progress) {
        this.putter = putter;
        this.clocks = clocks;
        this.perSecond = perSecond;
        this.progress = progress;
    }

    /** @return how many were put; all of them are acknowledged */
    public long run(RecordFeed feed) throws IOException, InterruptedException {
        try {
            long begun = clocks.nanos().getAsLong();
            long given = 0;
            for (Optional<Keyed> next = next(feed); next.isPresent() && !stopping; next = next(feed)) {
                if (perSecond > 0) awaitTurn(begun, given);
                putter.put(next.get().key(), next.get().data());
                progress.accept(++given);
            }
            putter.flush();
            return putter.records();
        } finally {
            done.countDown();
        }
    }

    /** What was read is put before more is waited for. */
    private Optional<Keyed> next(RecordFeed feed) throws IOException, InterruptedException {
        if (!feed.isWaiting()) return feed.next();
        putter.flush();
        waiting = true;
        try {
            return feed.next();
        } finally {
            waiting = false;
        }
    }

    private void awaitTurn(long begunNanos, long given) throws IOException, InterruptedException {
        while (!stopping && (clocks.nanos().getAsLong() - begunNanos) / 1e9 * perSecond < given) {
            putter.flush();
            clocks.pause().millis(TICK_MILLIS);
        }
    }

    /** Puts what was read and no more, and waits for that, up to ten seconds. */
    public void stop() throws InterruptedException {
        stopping = true;
        if (!waiting) done.await(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
