package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.StreamSource;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays one shard, on one thread.
 *
 * <p>A batch is cut where a timer wants to run: first the records that arrived before its moment, then the timer, then the rest. So what a timer sees does not
 * depend on how the source happened to cut the batches.
 */
final class ShardReplay {
    private static final Logger LOG = LoggerFactory.getLogger(ShardReplay.class);

    private final StreamSource source;
    private final ShardId shard;
    private final ReplaySettings settings;
    private final ReplayWindow window;
    private final Replay.Pause pause;
    private final AtomicBoolean stopped;
    private final ProgressTally tally;
    private final RecordDigest digest = new RecordDigest();
    private final ReplayClock clock;
    private final ReplayContext context;
    private long firstMillis;
    private double fraction;
    private long records;
    private long bytes;
    private boolean ended;

    /** @param stopped set by whichever shard fails; then the others end with the batch they have in hand */
    ShardReplay(
            StreamSource source,
            ShardId shard,
            ReplaySettings settings,
            ReplayWindow window,
            Instant created,
            Replay.Pause pause,
            AtomicBoolean stopped,
            ProgressTally tally) {
        this.source = source;
        this.shard = shard;
        this.settings = settings;
        this.window = window;
        this.pause = pause;
        this.stopped = stopped;
        this.tally = tally;
        this.clock = new ReplayClock(window.fromMillis().orElse(Math.min(created.toEpochMilli(), window.endMillis())));
        this.context = new ReplayContext(settings.stream(), shard, settings.parameters(), clock);
    }

    /** Replays to the end of the shard or the window, or until told to stop. */
    void run() throws ReplayException, InterruptedException {
        if (stopped.get()) return;
        try (ShardReader reader = source.open(settings.stream(), shard, window.start())) {
            feed(new ShardFeed(reader, window, settings, pause));
        } catch (SourceException e) {
            stopped.set(true);
            throw new ReplayException(shard, context.lastGiven(), "replay could not read", e);
        }
    }

    private void feed(ShardFeed feed) throws ReplayException, SourceException, InterruptedException {
        Optional<RecordBatch> batch = feed.next();
        batch.ifPresent(first -> clock.advanceTo(first.arrivalMillis(0)));
        firstMillis = clock.millis();
        RecordProcessor processor = settings.processors().create(shard);
        boolean complete = false;
        try {
            call(() -> processor.initialize(context));
            for (; batch.isPresent() && !stopped.get(); batch = feed.next()) give(batch.get(), processor);
            complete = !stopped.get();
            if (complete) finish(feed.endOfShard(), processor);
        } finally {
            context.end();
            if (!complete) giveUp(processor);
        }
    }

    private void give(RecordBatch batch, RecordProcessor processor) throws ReplayException {
        for (int from = 0; from < batch.size(); ) {
            int to = untilNextTimer(batch, from);
            if (to == from) {
                call(clock::runNext);
            } else {
                process(from == 0 && to == batch.size() ? batch : batch.slice(from, to), processor);
                from = to;
            }
        }
        if (settings.digest()) digest.add(batch);
        count(batch);
    }

    private int untilNextTimer(RecordBatch batch, int from) {
        long due = clock.nextDueMillis();
        boolean none = due > batch.arrivalMillis(batch.size() - 1);
        return none ? batch.size() : ReplayWindow.firstAtOrAfter(batch, from, due);
    }

    private void process(RecordBatch batch, RecordProcessor processor) throws ReplayException {
        context.giving(batch);
        try {
            processor.processRecords(batch, context);
        } catch (Exception e) {
            throw failed(Optional.of(batch.get(0).sequenceNumber()), e);
        }
    }

    private void count(RecordBatch batch) {
        records += batch.size();
        long batchBytes = batch.sizeBytes();
        bytes += batchBytes;
        double before = fraction;
        long length = window.endMillis() - firstMillis;
        fraction = length <= 0 ? 1 : Math.min(1, (clock.millis() - firstMillis) / (double) length);
        tally.given(shard, batch.size(), batchBytes, clock.millis(), fraction - before);
    }

    private void finish(boolean endOfShard, RecordProcessor processor) throws ReplayException {
        if (window.closed()) runTimersUntilEnd();
        ended = endOfShard;
        call(() -> {
            if (endOfShard) {
                processor.shardEnded(context);
            } else {
                processor.shutdownRequested(context);
            }
        });
        tally.done(shard, clock.millis(), 1 - fraction);
    }

    private void runTimersUntilEnd() throws ReplayException {
        while (clock.nextDueMillis() < window.endMillis() && !stopped.get()) call(clock::runNext);
    }

    private void giveUp(RecordProcessor processor) {
        try {
            processor.leaseLost(context);
        } catch (RuntimeException e) {
            LOG.warn("shard={} leaseLost threw while the replay was given up", shard, e);
        }
    }

    private void call(Callback callback) throws ReplayException {
        try {
            callback.run();
        } catch (Exception e) {
            throw failed(context.lastGiven(), e);
        }
    }

    private ReplayException failed(Optional<SequenceNumber> sequenceNumber, Exception cause) {
        stopped.set(true);
        if (cause instanceof InterruptedException) Thread.currentThread().interrupt();
        return new ReplayException(shard, sequenceNumber, "the processor failed", cause);
    }

    ReplayContext context() {
        return context;
    }

    void addTo(StreamDigest all) {
        all.add(shard, records, digest);
    }

    ReplayResult.ShardResult result() {
        return new ReplayResult.ShardResult(shard, records, bytes, ended, context.furthestCheckpoint());
    }

    @FunctionalInterface
    private interface Callback {
        void run() throws Exception;
    }
}
