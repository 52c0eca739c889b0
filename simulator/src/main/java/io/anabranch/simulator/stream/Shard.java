package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.DamagedLogException;
import io.anabranch.simulator.log.FrameBuffer;
import io.anabranch.simulator.log.LogRecords;
import io.anabranch.simulator.log.ShardLog;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One shard: an ordered log of records, open or closed. A closed one keeps what it has and can be read to its end. Reading throws a
 * {@link StreamException} of {@link ErrorType#INTERNAL_FAILURE} where the log is damaged or cannot be read; other places of it, and other shards, are
 * read as before. Thread-safe.
 */
public final class Shard {
    private final StreamContext context;
    private final ShardId id;
    private final HashKeyRange range;
    private final ShardOrigin origin;
    private final LongSupplier horizonMillis;
    private final ShardTraffic traffic;
    private final LazyLog log;
    private volatile ShardState state;
    /** Completes when a change of shards that this one is part of is over. */
    private volatile CompletableFuture<@Nullable Void> moved = CompletableFuture.completedFuture(null);

    /** @param horizonMillis records that arrived before are not seen any more */
    Shard(StreamContext context, ShardState state, LongSupplier horizonMillis) {
        this.context = context;
        this.horizonMillis = horizonMillis;
        this.state = state;
        this.id = state.id();
        this.range = state.range();
        this.origin = ShardOrigin.of(state.creationSecond(), state.index());
        this.traffic = new ShardTraffic(context, id);
        this.log = new LazyLog(context, id);
    }

    public ShardId id() {
        return id;
    }

    public HashKeyRange range() {
        return range;
    }

    /** Its limits and its metrics. */
    public ShardTraffic traffic() {
        return traffic;
    }

    ShardOrigin origin() {
        return origin;
    }

    void update(ShardState newState) {
        state = newState;
    }

    public ShardDescription description() {
        context.refresh();
        return describe();
    }

    ShardDescription describe() {
        return state.describe(origin);
    }

    /** True once it was split or merged: no record will be added. */
    public boolean closed() {
        return state.isClosed();
    }

    /** When it was closed, epoch milliseconds; {@link Long#MAX_VALUE} while it is open. */
    long closedMillis() {
        ShardState now = state;
        return now.isClosed() ? now.closedMillis() : Long.MAX_VALUE;
    }

    // ---- writing

    Optional<CompletionStage<@Nullable Void>> append(FrameBuffer frame, long nowMillis) throws IOException {
        return closed() ? Optional.empty() : log.get().append(frame, nowMillis);
    }

    /**
     * Puts the whole batch into this shard, wherever its keys hash to: for imports and benchmarks.
     *
     * @return completes when all records are stored and readable; fails with a {@link StreamException} if none is:
     *     {@link ErrorType#INVALID_ARGUMENT} if the shard is closed
     */
    public CompletionStage<@Nullable Void> append(PutBatch batch) {
        FrameBuffer frame = batch.frame();
        frame.clear();
        for (int i = 0; i < batch.count(); i++) batch.copy(i, frame);
        try {
            Optional<CompletionStage<@Nullable Void>> stored = append(frame, context.nowMillis());
            if (stored.isEmpty()) return CompletableFuture.failedStage(new StreamException(ErrorType.INVALID_ARGUMENT, "Shard " + id + " is closed."));
            for (int i = 0; i < batch.count(); i++) batch.stored(i, this, frame.firstIndex() + i, frame.arrivalMillis());
            return stored.get();
        } catch (IOException e) {
            return CompletableFuture.failedStage(Refusal.broken("records not stored", e));
        }
    }

    /** Stops taking records; puts that come now wait for {@link #finishMove()}. */
    void beginMove() throws IOException {
        ShardLog sealed = log.get();
        moved = new CompletableFuture<>();
        sealed.seal();
    }

    /** Takes {@link #beginMove()} back; does nothing if that was not called, or failed before it began. */
    void abandonMove() {
        ShardLog sealed = log.ifOpen();
        if (sealed != null) sealed.unseal();
        finishMove();
    }

    void finishMove() {
        moved.complete(null);
        ShardLog sealed = log.ifOpen();
        if (sealed != null) sealed.wake();
    }

    CompletionStage<@Nullable Void> moved() {
        return moved;
    }

    // ---- reading

    /**
     * Reads consecutive records: a view on mapped bytes, checked once. May give fewer than asked for although there are more; gives none only at
     * the tip.
     *
     * @param fromIndex  below {@link #firstIndex()} reads from there
     * @param maxRecords 1 or more
     * @param maxBytes   keys and payloads together; at least one record is given, however large
     */
    public ShardRecords read(long fromIndex, int maxRecords, int maxBytes) {
        try {
            LogRecords records = trimmed().read(fromIndex, maxRecords, maxBytes);
            long next = records.firstIndex() + records.count();
            if (records.count() == 0) context.refresh();
            boolean mayEnd = closed() && moved.isDone(); // not before the shards that follow are seen
            boolean atTip = next >= log.get().nextIndex();
            return new ShardRecords(origin, records, atTip ? 0 : millisBehind(records), mayEnd && atTip);
        } catch (IOException e) {
            throw log.broken(e);
        }
    }

    private long millisBehind(LogRecords records) throws IOException {
        long tip = log.get().tipArrivalMillis();
        return records.count() == 0 ? 1 : Math.max(1, tip - records.arrivalMillis(records.count() - 1));
    }

    /** Index of the oldest record kept, or of the first to come. */
    public long firstIndex() {
        try {
            return trimmed().firstIndex();
        } catch (IOException e) {
            throw log.broken(e);
        }
    }

    /** Index of the record to come. */
    public long nextIndex() {
        try {
            return log.get().nextIndex();
        } catch (IOException e) {
            throw log.broken(e);
        }
    }

    /** Index of the first record that arrived at {@code time} or later; {@link #nextIndex()} if there is none. */
    public long indexAt(Instant time) {
        try {
            return trimmed().indexAt(time.toEpochMilli());
        } catch (IOException e) {
            throw log.broken(e);
        }
    }

    /**
     * Where reading begins that starts at a sequence number. The number need not be one of a record; behind all there are, reading begins with the
     * record to come.
     *
     * @param after true for the record after {@code number}, false for the first at or after it
     * @throws StreamException {@link ErrorType#INVALID_ARGUMENT} if the number is one of another shard or stream
     */
    public long indexOf(SequenceNumber number, boolean after) {
        if (number.shardIndex() != id.index()) throw context.refusal().otherShard(number.shardIndex(), id);
        if (number.creationSecond() != origin.creationSecond()) throw context.refusal().otherStream(number, id, context.name());
        long index = number.index();
        if (index == SequenceNumber.LAST_INDEX) return nextIndex();
        return Math.min(Math.max(firstIndex(), after ? index + 1 : index), nextIndex());
    }

    /** Arrival of the newest record, epoch milliseconds; 0 if there never was one. */
    public long tipArrivalMillis() {
        try {
            return log.get().tipArrivalMillis();
        } catch (IOException e) {
            throw log.broken(e);
        }
    }

    /**
     * Runs {@code listener} after records became readable, when the shard closes, and when its stream is deleted; on the thread that did it, so it must
     * not block or throw. A shard opened read-only does not notice: there, ask {@link #nextIndex()}.
     */
    public Registration onAppend(Runnable listener) {
        Closeable listening = log.get().listen(listener);
        return () -> end(listening);
    }

    private static void end(Closeable listening) {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException("taking a listener off a list cannot fail", e);
        }
    }

    /** Damage found when the log was opened; damage elsewhere is found when it is read. Nothing of a log that cannot be opened. */
    public List<DamagedLogException> damages() {
        try {
            return log.get().damages();
        } catch (StreamException e) {
            return List.of(); // told when it was tried
        }
    }

    // ---- the log

    /** Copies what is readable now into a new folder. */
    void copyTo(Path target) throws IOException {
        log.get().copyTo(target);
    }

    /** Opens the log, which else happens at its first use. */
    void open() {
        log.open();
    }

    /** Gives up what has expired. */
    void trim() throws IOException {
        trimmed();
    }

    private ShardLog trimmed() throws IOException {
        ShardLog opened = log.get();
        opened.trim(horizonMillis.getAsLong());
        return opened;
    }

    /** Closes the files; {@code forGood} if the stream is deleted. */
    void close(boolean forGood) throws IOException {
        log.close(forGood);
    }

    /** Closes the files for good and deletes them. */
    void delete() throws IOException {
        log.delete();
    }

    /** Ends listening. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
