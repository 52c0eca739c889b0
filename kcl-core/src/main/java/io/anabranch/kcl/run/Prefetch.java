package io.anabranch.kcl.run;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.ShardReader.Fetch;
import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.StreamSource.ShardInfo;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads one shard ahead of its processor: one fetch at a time, a few batches at most, each within room reserved in the worker's budget before it is
 * asked for. Confined to the claim's loop; what completes elsewhere is handed to it.
 */
final class Prefetch {
    private static final int MOST_BATCHES = 3;
    private static final int SMALLEST_WISH = 32 << 10;
    private static final int FIRST_WISH = 1 << 20;
    private static final int LARGEST_WISH = 4 << 20;
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
    private static final Backoff THROTTLED = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    private static final Backoff FATAL = new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(60));

    private final Supplier<ShardReader> opening;
    private final ShardId shard;
    private final Supplier<CompletionStage<List<ShardInfo>>> listing;
    private final ByteBudget.Account account;
    private final int maxRecords;
    private final Executor loop;
    private final Scheduler scheduler;
    private final RandomGenerator random;
    private final ClaimEvents events;
    private final Runnable onChange;
    private final ArrayDeque<RecordBatch> batches = new ArrayDeque<>();
    private @Nullable ShardReader reader;
    private @Nullable List<ShardId> children;
    private boolean busy;
    private boolean closed;
    private int failures;
    private int wish = FIRST_WISH;

    /** @param onChange called on the loop when a batch came or the end was reached */
    Prefetch(String stream, ShardId shard, Position from, WorkerParts parts, Executor loop, ClaimEvents events, Runnable onChange) {
        this.opening = () -> parts.source().open(stream, shard, from);
        this.shard = shard;
        this.listing = () -> parts.source().shards(stream);
        this.account = parts.budget().open();
        this.maxRecords = parts.maxBatchRecords();
        this.loop = loop;
        this.scheduler = parts.scheduler();
        this.random = parts.random();
        this.events = events;
        this.onChange = onChange;
    }

    /** Starts a fetch unless one is under way, there is enough, or there is no more. */
    void pump() {
        if (busy || closed || children != null || batches.size() >= MOST_BATCHES) return;
        busy = true;
        account.reserve(wish, granted -> loop.execute(() -> fetch(granted)));
    }

    boolean hasBatch() {
        return !batches.isEmpty();
    }

    /** The next batch to process; stays until {@link #done}. */
    RecordBatch head() {
        return batches.element();
    }

    /** The head was processed: its bytes are free. */
    void done() {
        account.release(batches.remove().sizeBytes());
        pump();
    }

    /** True once the end was reached and every batch is done. */
    boolean exhausted() {
        return children != null && batches.isEmpty();
    }

    List<ShardId> children() {
        return children == null ? List.of() : children;
    }

    /** Fetches no more, forgets what was fetched, and gives the bytes back. */
    void close() {
        if (closed) return;
        closed = true;
        batches.clear();
        account.close();
        if (reader != null) reader.close();
    }

    private void fetch(int bytes) {
        if (closed) return;
        try {
            if (reader == null) reader = opening.get();
            reader.fetch(maxRecords, bytes).whenComplete((fetch, failure) -> loop.execute(() -> fetched(bytes, fetch, failure)));
        } catch (RuntimeException e) {
            fetched(bytes, null, e);
        }
    }

    private void fetched(int reserved, @Nullable Fetch fetch, @Nullable Throwable failure) {
        if (closed) return;
        if (fetch instanceof Fetch.Records records) {
            took(reserved, records.batch());
        } else if (fetch instanceof Fetch.EndOfShard end) {
            account.release(reserved);
            ended(end.children());
        } else {
            account.release(reserved);
            failed(failure instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : failure);
        }
    }

    private void took(int reserved, RecordBatch batch) {
        failures = 0;
        busy = false;
        account.settle(reserved, batch.sizeBytes());
        wish = nextWish(reserved, batch.sizeBytes());
        if (!batch.isEmpty()) batches.add(batch);
        pump();
        if (!batch.isEmpty()) onChange.run();
    }

    /** Asks for more after a batch that was cut short by its size, for less after one that left most of it unused. */
    static int nextWish(long asked, long got) {
        if (got == 0) return SMALLEST_WISH;
        if (got >= asked / 2) return (int) Math.min(LARGEST_WISH, Math.max(SMALLEST_WISH, asked * 4));
        return (int) Math.max(SMALLEST_WISH, got < asked / 8 ? asked / 4 : asked);
    }

    private void ended(List<ShardId> followers) {
        children = List.copyOf(followers);
        onChange.run();
    }

    private void failed(@Nullable Throwable failure) {
        if (failure instanceof SourceException known && known.kind() == SourceException.Kind.NOT_FOUND) confirmGone(known);
        else repeat(failure);
    }

    /** Ended, without children: but only on the word of a service that has the stream and lists other shards of it. A wrong endpoint knows neither. */
    private void confirmGone(SourceException unknown) {
        var unused = list().whenComplete((listed, unlisted) -> loop.execute(() -> {
            if (closed) return;
            boolean gone = listed != null && !listed.isEmpty() && listed.stream().noneMatch(info -> info.id().equals(shard));
            if (!gone) {
                repeat(unknown);
                return;
            }
            events.trouble("the service lists the shard no more: taken as ended, without children", unknown);
            ended(List.of());
        }));
    }

    private CompletionStage<List<ShardInfo>> list() {
        try {
            return listing.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void repeat(@Nullable Throwable failure) {
        failures++;
        report(failure);
        scheduler.after(backoff(failure).after(failures, random), () -> loop.execute(this::retry));
    }

    private void report(@Nullable Throwable failure) {
        if (failures > 1) return;
        Throwable cause = failure == null ? new IllegalStateException("a fetch completed with nothing") : failure;
        if (isFatal(cause)) events.fault("fetching is refused, will be repeated", cause);
        else events.trouble("fetching failed, will be repeated", cause);
    }

    private static Backoff backoff(@Nullable Throwable failure) {
        if (isFatal(failure)) return FATAL;
        return failure instanceof SourceException known && known.kind() == SourceException.Kind.THROTTLED ? THROTTLED : RETRY;
    }

    /** Refused for now: the shard is not given up, since a permission that was taken away may come back. */
    private static boolean isFatal(@Nullable Throwable failure) {
        return !(failure instanceof SourceException known) || known.kind() == SourceException.Kind.FATAL
                || known.kind() == SourceException.Kind.NOT_FOUND;
    }

    private void retry() {
        busy = false;
        pump();
    }
}
