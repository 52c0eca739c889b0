package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.FrameBuffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One put on its way: some records of a batch, grouped by shard, one frame a shard. Records that found their shard just closed are placed
 * again once the shards that follow it are there; none of its group was stored then, so the order of a key stays.
 */
final class Placement {
    static final CompletionStage<@Nullable Void> DONE = CompletableFuture.completedStage(null);

    private final Stream stream;
    private final PutBatch batch;
    private final FrameBuffer frame;
    private final Routing routing;
    private final long nowMillis;
    /** Records in the order of their shards; those of one shard in the order of the batch. */
    private final int[] grouped;
    /** Where the records of each shard end in {@link #grouped}. */
    private final int[] ends;
    private @Nullable CompletableFuture<?> pending;

    /** @param frame not used by another placement at the same time: one that goes on later runs beside the one it comes from */
    Placement(Stream stream, PutBatch batch, FrameBuffer frame, int[] records, long nowMillis) {
        this.stream = stream;
        this.batch = batch;
        this.frame = frame;
        this.routing = stream.routing();
        this.nowMillis = nowMillis;
        this.grouped = new int[records.length];
        this.ends = new int[routing.size()];
        group(records);
    }

    /** Counting sort. */
    private void group(int[] records) {
        int[] slots = new int[records.length];
        for (int i = 0; i < records.length; i++) {
            slots[i] = routing.slot(batch.hashHigh(records[i]), batch.hashLow(records[i]));
            ends[slots[i]]++;
        }
        for (int slot = 1; slot < ends.length; slot++) ends[slot] += ends[slot - 1];
        for (int i = records.length - 1; i >= 0; i--) grouped[--ends[slots[i]]] = records[i];
        for (int slot = 0; slot < ends.length; slot++) ends[slot] = slot + 1 < ends.length ? ends[slot + 1] : records.length;
    }

    CompletionStage<@Nullable Void> put() {
        int start = 0;
        for (int slot = 0; slot < ends.length; slot++) {
            if (ends[slot] > start) putGroup(routing.shard(slot), start, ends[slot]);
            start = ends[slot];
        }
        return pending == null ? DONE : pending.thenApply(done -> null);
    }

    private void putGroup(Shard shard, int start, int end) {
        if (!shard.traffic().isLimited()) append(shard, start, end);
        else append(shard, start, admitted(shard, start, end));
    }

    /**
     * Fails those records of a group that would be too many for their shard a second, and moves the others together, in their order.
     *
     * @return where those end
     */
    private int admitted(Shard shard, int start, int end) {
        int[] refused = new int[end - start];
        int admitted = start;
        int refusals = 0;
        for (int i = start; i < end; i++) {
            int record = grouped[i];
            if (shard.traffic().admitsRecord(nowMillis, batch.bytes(record))) grouped[admitted++] = record;
            else refused[refusals++] = record;
        }
        if (refusals > 0) refuse(shard.traffic().writeRefused(refusals), refused, refusals);
        return admitted;
    }

    private void refuse(StreamException failure, int[] records, int count) {
        for (int i = 0; i < count; i++) batch.failed(records[i], failure);
    }

    private void append(Shard shard, int start, int end) {
        if (end == start) return;
        frame.clear();
        frame.encrypted(batch.encrypted());
        for (int i = start; i < end; i++) batch.copy(grouped[i], frame);
        try {
            Optional<CompletionStage<@Nullable Void>> stored = shard.append(frame, nowMillis);
            if (stored.isPresent()) stored(shard, stored.get(), start, end);
            else await(placeAgain(shard, Arrays.copyOfRange(grouped, start, end)));
        } catch (IOException | StreamException e) {
            fail(start, end, e);
        }
    }

    private void stored(Shard shard, CompletionStage<@Nullable Void> done, int start, int end) {
        for (int i = start; i < end; i++) batch.stored(grouped[i], shard, frame.firstIndex() + i - start, frame.arrivalMillis());
        long bytes = frame.payloadBytes();
        if (done.toCompletableFuture().isDone() && !done.toCompletableFuture().isCompletedExceptionally()) shard.traffic().written(end - start, bytes);
        else await(done.handle((stored, failure) -> acknowledged(shard, start, end, bytes, failure)));
    }

    private @Nullable Void acknowledged(Shard shard, int start, int end, long bytes, @Nullable Throwable failure) {
        if (failure != null) return fail(start, end, failure);
        shard.traffic().written(end - start, bytes);
        return null;
    }

    private CompletionStage<@Nullable Void> placeAgain(Shard shard, int[] records) {
        return shard.moved().thenCompose(moved -> stream.place(batch, records));
    }

    private void await(CompletionStage<?> stage) {
        CompletableFuture<?> other = pending;
        pending = other == null ? stage.toCompletableFuture() : CompletableFuture.allOf(other, stage.toCompletableFuture());
    }

    private @Nullable Void fail(int start, int end, Throwable cause) {
        StreamException failure = stream.refusedBecause(cause);
        for (int i = start; i < end; i++) batch.failed(grouped[i], failure);
        return null;
    }
}
