package io.anabranch.kcl.source.kinesis;

import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.SourceException.Kind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;

/**
 * Reads one shard with GetRecords. While the shard is behind, one call follows the other; once it has caught up the calls keep the idle pause, counted
 * from call to call. An iterator that expired, because nobody fetched for five minutes, is replaced without anybody noticing.
 */
final class PollingReader implements ShardReader {
    private static final Logger LOG = LoggerFactory.getLogger(PollingReader.class);
    private static final int MOST_RECORDS = 10_000;
    private static final int FIRST_EXPECTED_BYTES = 1024;

    private final KinesisAsyncClient client;
    private final ShardIterators iterators;
    private final Supplier<CompletionStage<List<ShardId>>> listChildren;
    private final PollingSettings settings;
    private final ScheduledExecutorService loop;
    private final LongSupplier nanoClock;

    private @Nullable List<ShardId> children;
    private boolean noMoreRecords;
    private boolean caughtUp;
    private long lastCallNanos;
    private long expectedBytes = FIRST_EXPECTED_BYTES;
    private volatile boolean closed;
    private volatile @Nullable CompletableFuture<?> underWay;

    /** @param listChildren asked where the last answer of the shard did not name its children */
    PollingReader(
            KinesisAsyncClient client,
            ShardIterators iterators,
            Supplier<CompletionStage<List<ShardId>>> listChildren,
            PollingSettings settings,
            ScheduledExecutorService loop,
            LongSupplier nanoClock) {
        this.client = client;
        this.iterators = iterators;
        this.listChildren = listChildren;
        this.settings = settings;
        this.loop = loop;
        this.nanoClock = nanoClock;
        this.noMoreRecords = iterators.isAtShardEnd();
    }

    @Override
    public CompletionStage<Fetch> fetch(int maxRecords, int maxBytes) {
        if (noMoreRecords) return end();
        long affordable = Math.max(1, maxBytes / Math.max(1, expectedBytes));
        int limit = (int) Math.min(Math.min(maxRecords, MOST_RECORDS), affordable);
        var attempt = new Attempt(limit, nanoClock.getAsLong() + settings.longestWait().toNanos());
        attempt.begin();
        return attempt.answer;
    }

    private CompletionStage<Fetch> end() {
        List<ShardId> known = children;
        if (known != null) return CompletableFuture.completedFuture(new Fetch.EndOfShard(known));
        return KinesisFailures.typed(listChildren.get().thenApply(listed -> {
            children = listed;
            return new Fetch.EndOfShard(listed);
        }));
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture<?> call = underWay;
        if (call != null) call.cancel(true);
    }

    /** One fetch: a pause if one is due, then calls until there is something to say. */
    private final class Attempt {
        private final int limit;
        private final long untilNanos;
        private final CompletableFuture<Fetch> answer = new CompletableFuture<>();
        private boolean replacedIterator;

        Attempt(int limit, long untilNanos) {
            this.limit = limit;
            this.untilNanos = untilNanos;
        }

        void begin() {
            long wait = caughtUp ? lastCallNanos + settings.idlePause().toNanos() - nanoClock.getAsLong() : 0;
            if (wait <= 0) {
                call();
            } else {
                guarded(() -> {
                    var unused = loop.schedule(this::call, wait, TimeUnit.NANOSECONDS);
                });
            }
        }

        private void call() {
            if (closed) {
                answer.completeExceptionally(new SourceException(Kind.RETRY, "the reader is closed"));
            } else {
                guarded(this::ask);
            }
        }

        private void ask() {
            lastCallNanos = nanoClock.getAsLong();
            CompletableFuture<GetRecordsResponse> call = iterators.current()
                    .thenCompose(iterator -> client.getRecords(request -> request.shardIterator(iterator).limit(limit)));
            underWay = call;
            var unused = call.whenComplete((response, failure) -> guarded(() -> {
                if (failure == null) {
                    take(response);
                } else {
                    failed(failure);
                }
            }));
        }

        /** Whatever is thrown on the way ends the fetch: a client or a loop that was closed, an answer that makes no sense. */
        private void guarded(Runnable part) {
            try {
                part.run();
            } catch (RuntimeException e) {
                answer.completeExceptionally(KinesisFailures.failure(e));
            }
        }

        private void take(GetRecordsResponse response) {
            SdkBatch batch = SdkBatch.of(response);
            iterators.moved(response.nextShardIterator());
            caughtUp = batch.millisBehindLatest() == 0;
            if (response.nextShardIterator() == null) ended(response);
            if (!batch.isEmpty()) {
                iterators.movedAfter(batch.last().sequenceNumber());
                expectedBytes = batch.sizeBytes() / batch.size() + 1;
                answer.complete(new Fetch.Records(batch));
            } else if (noMoreRecords) {
                pass(end());
            } else if (caughtUp || nanoClock.getAsLong() - untilNanos >= 0) {
                answer.complete(new Fetch.Records(batch));
            } else {
                call();
            }
        }

        private void pass(CompletionStage<Fetch> end) {
            var unused = end.whenComplete((fetch, failure) -> {
                if (failure == null) {
                    answer.complete(fetch);
                } else {
                    answer.completeExceptionally(KinesisFailures.failure(failure));
                }
            });
        }

        private void failed(Throwable failure) {
            if (KinesisFailures.isExpiredIterator(failure) && !replacedIterator) {
                LOG.debug("shard={} iterator expired, asking for another", iterators.shard());
                replacedIterator = true;
                iterators.expired();
                call();
            } else {
                answer.completeExceptionally(KinesisFailures.failure(failure));
            }
        }
    }

    private void ended(GetRecordsResponse response) {
        noMoreRecords = true;
        if (response.hasChildShards() && !response.childShards().isEmpty()) {
            children = response.childShards().stream().map(ChildShard::shardId).map(ShardId::new).toList();
        }
    }
}
