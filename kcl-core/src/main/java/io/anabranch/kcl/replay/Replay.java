package io.anabranch.kcl.replay;

import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.processor.RecordProcessorFactory;
import io.anabranch.kcl.source.StreamSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Runs a processor over what a stream retains, as fast as it can be read, and ends.
 *
 * <pre>{@code
 * ReplayResult result = Replay.from(source).stream("ticks").between(t0, t1).processor(new MeanReversion()).threads(8).run();
 * }</pre>
 *
 * Shards are replayed in parallel, a child after its parents; within a shard the calls are those of a live worker: initialize, batches in order,
 * then shardEnded for a shard that was read to its end, shutdownRequested for one that goes on. {@link #run} may be called again: each run makes new processors from
 * the factory.
 */
public final class Replay {
    private static final int MAX_RECORDS = 10_000;
    private static final int DEFAULT_BATCH_BYTES = 4 << 20;

    private final StreamSource source;
    private final LongSupplier nanoClock;
    private final Pause pause;
    private Optional<String> stream = Optional.empty();
    private Optional<Instant> from = Optional.empty();
    private Optional<Instant> to = Optional.empty();
    private Optional<RecordProcessorFactory> factory = Optional.empty();
    private Map<String, String> parameters = Map.of();
    private int threads = Runtime.getRuntime().availableProcessors();
    private int batchRecords = MAX_RECORDS;
    private boolean digest = true;
    private ReplayProgress progress = step -> {};

    Replay(StreamSource source, LongSupplier nanoClock, Pause pause) {
        this.source = source;
        this.nanoClock = nanoClock;
        this.pause = pause;
    }

    /** @param source stays open: it is the caller's */
    public static Replay from(StreamSource source) {
        return new Replay(source, System::nanoTime, Pause.SYSTEM);
    }

    public Replay stream(String name) {
        stream = Optional.of(name);
        return this;
    }

    /** Records that arrived at {@code from} or later and before {@code to}. */
    public Replay between(Instant from, Instant to) {
        if (from.isAfter(to)) throw new IllegalArgumentException("from " + from + " is after to " + to);
        return since(from).until(to);
    }

    /** Records that arrived at this instant or later; the oldest retained unless set. */
    public Replay since(Instant instant) {
        from = Optional.of(instant);
        return this;
    }

    /**
     * Records that arrived before this instant; unless set (or later than that) up to the tip of the stream as it is when the replay starts, so that a
     * replay of a stream that is being written ends.
     */
    public Replay until(Instant instant) {
        to = Optional.of(instant);
        return this;
    }

    /** One processor for all shards: called by several threads at a time, though by one at a time for each shard. */
    public Replay processor(RecordProcessor shared) {
        return processor(shard -> shared);
    }

    /** One processor for each shard. */
    public Replay processor(RecordProcessorFactory processors) {
        factory = Optional.of(processors);
        return this;
    }

    /** What the processor sees as its parameters. */
    public Replay parameters(Map<String, String> values) {
        parameters = Map.copyOf(values);
        return this;
    }

    /** How many shards are replayed at a time; as many as there are processors unless set. Changes neither outputs nor digest. */
    public Replay threads(int count) {
        if (count < 1) throw new IllegalArgumentException("threads must be at least 1, was " + count);
        threads = count;
        return this;
    }

    /** The most records a processor is given at once, 1 to 10,000 (the default). */
    public Replay batchRecords(int count) {
        if (count < 1 || count > MAX_RECORDS) throw new IllegalArgumentException("batchRecords must be 1 to 10000, was " + count);
        batchRecords = count;
        return this;
    }

    /** Leaves the digest out: it reads every byte, which costs about 40 ns a record of 100 bytes. */
    public Replay withoutDigest() {
        digest = false;
        return this;
    }

    public Replay onProgress(ReplayProgress listener) {
        progress = listener;
        return this;
    }

    /**
     * Replays and blocks until done.
     *
     * @throws ReplayException       a processor threw, or the stream could not be read; nothing runs on then
     * @throws InterruptedException  the replay was given up; nothing runs on then
     * @throws IllegalStateException no stream or no processor was named
     */
    public ReplayResult run() throws ReplayException, InterruptedException {
        String name = stream.orElseThrow(() -> new IllegalStateException("no stream to replay was named"));
        RecordProcessorFactory processors = factory.orElseThrow(() -> new IllegalStateException("no processor was given"));
        var settings = new ReplaySettings(name, from, to, processors, parameters, threads, batchRecords, DEFAULT_BATCH_BYTES, digest, progress);
        return new ReplayRun(source, settings, nanoClock, pause).run();
    }

    /** Waits between attempts to read. */
    @FunctionalInterface
    interface Pause {
        Pause SYSTEM = length -> TimeUnit.NANOSECONDS.sleep(length.toNanos());

        void take(Duration length) throws InterruptedException;
    }
}
