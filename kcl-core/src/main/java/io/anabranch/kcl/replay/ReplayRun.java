package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.kcl.source.StreamSource.ShardInfo;
import io.anabranch.kcl.source.StreamSource.StreamInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** One run: lists the shards, replays each on a thread of its own pool once its parents are done, puts the results together in shard order. */
final class ReplayRun {
    private final StreamSource source;
    private final ReplaySettings settings;
    private final LongSupplier nanoClock;
    private final Replay.Pause pause;
    private final AtomicBoolean stopped = new AtomicBoolean();

    ReplayRun(StreamSource source, ReplaySettings settings, LongSupplier nanoClock, Replay.Pause pause) {
        this.source = source;
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.pause = pause;
    }

    ReplayResult run() throws ReplayException, InterruptedException {
        long started = nanoClock.getAsLong();
        List<ShardInfo> shards;
        StreamInfo stream;
        try {
            stream = ShardFeed.await(source.describe(settings.stream()));
            shards = ShardFeed.await(source.shards(settings.stream()));
        } catch (SourceException e) {
            throw new ReplayException("stream " + settings.stream() + " cannot be replayed: " + e.getMessage(), e);
        }
        Map<ShardId, ShardReplay> replays = replays(stream, shards);
        replayAll(new ShardOrder(shards), replays);
        return result(List.copyOf(replays.values()), Duration.ofNanos(nanoClock.getAsLong() - started));
    }

    private Map<ShardId, ShardReplay> replays(StreamInfo stream, List<ShardInfo> shards) {
        ReplayWindow window = ReplayWindow.of(settings, stream);
        var tally = new ProgressTally(settings.progress(), shards.size());
        Map<ShardId, ShardReplay> replays = new LinkedHashMap<>();
        for (ShardInfo shard : shards) {
            replays.put(shard.id(), new ShardReplay(source, shard.id(), settings, window, stream.created(), pause, stopped, tally));
        }
        return replays;
    }

    private void replayAll(ShardOrder order, Map<ShardId, ShardReplay> replays) throws ReplayException, InterruptedException {
        ExecutorService pool = newPool(Math.max(1, Math.min(settings.threads(), replays.size())));
        try {
            replayAll(order, replays, new ExecutorCompletionService<>(pool));
        } finally {
            stopped.set(true);
            pool.shutdown();
            awaitEnd(pool);
        }
    }

    private void replayAll(ShardOrder order, Map<ShardId, ShardReplay> replays, CompletionService<ShardId> pool)
            throws ReplayException, InterruptedException {
        int running = submit(order, replays, pool);
        int done = 0;
        while (running > 0) {
            order.done(take(pool));
            done++;
            running += submit(order, replays, pool) - 1;
        }
        if (done < replays.size()) throw new IllegalStateException("shards are parents of one another: " + replays.keySet());
    }

    private static int submit(ShardOrder order, Map<ShardId, ShardReplay> replays, CompletionService<ShardId> pool) {
        List<ShardId> ready = order.takeReady();
        for (ShardId shard : ready) {
            ShardReplay replay = replays.get(shard);
            if (replay == null) throw new IllegalStateException("no replay of " + shard);
            pool.submit(() -> {
                replay.run();
                return shard;
            });
        }
        return ready.size();
    }

    private static ShardId take(CompletionService<ShardId> pool) throws ReplayException, InterruptedException {
        try {
            return pool.take().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ReplayException failure) throw failure;
            if (e.getCause() instanceof Error error) throw error;
            throw new ReplayException("the replay failed: " + e.getCause(), e);
        }
    }

    /** Without interrupting anybody: an interrupt would close the files that a thread reads just then, also for others. */
    private static void awaitEnd(ExecutorService pool) {
        boolean interrupted = false;
        while (!pool.isTerminated()) {
            try {
                pool.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private static ExecutorService newPool(int threads) {
        var number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, task -> {
            var thread = new Thread(task, "replay-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private ReplayResult result(List<ShardReplay> replays, Duration elapsed) {
        var digest = new StreamDigest();
        Map<String, List<Object>> outputs = new LinkedHashMap<>();
        List<ReplayResult.ShardResult> shards = new ArrayList<>();
        for (ShardReplay replay : replays) {
            replay.addTo(digest);
            replay.context().collectInto(outputs);
            shards.add(replay.result());
        }
        long records = shards.stream().mapToLong(ReplayResult.ShardResult::records).sum();
        long bytes = shards.stream().mapToLong(ReplayResult.ShardResult::bytes).sum();
        Optional<String> hex = settings.digest() ? Optional.of(digest.hex()) : Optional.empty();
        return new ReplayResult(records, bytes, shards, elapsed, hex, outputs);
    }
}
