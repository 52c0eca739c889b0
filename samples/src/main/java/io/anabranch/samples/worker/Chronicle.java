package io.anabranch.samples.worker;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.processor.WorkerListener;
import io.anabranch.samples.history.HistoryFile;
import io.anabranch.samples.history.HistoryLine;
import io.anabranch.samples.history.HistoryLine.Event;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Writes the history of one worker: what becomes of its claims as it hears of it, and the records its processors have done. */
final class Chronicle implements WorkerListener {
    private final HistoryFile file;
    private final String worker;
    private final LongSupplier nanos;

    Chronicle(HistoryFile file, String worker, LongSupplier nanos) {
        this.file = file;
        this.worker = worker;
        this.nanos = nanos;
    }

    /** A record that was dispatched at {@code dispatchedMillis} and is done; in the file after the next {@link #flush}. */
    void record(String shard, long epoch, KinesisRecord record, long dispatchedMillis, long dispatchedNanos) {
        file.add(new HistoryLine(dispatchedMillis, dispatchedNanos, Event.RECORD, worker, shard, epoch, record.sequenceNumber().toString(),
                record.partitionKey().orElse(null)));
    }

    void flush() {
        file.flush();
    }

    @Override
    public void claimed(Claim claim, Position from, Instant at) {
        write(Event.CLAIM, claim, at, from.encode());
    }

    @Override
    public void checkpointed(Claim claim, Position position, Instant at) {
        write(Event.CHECKPOINT, claim, at, position.encode());
    }

    @Override
    public void released(Claim claim, Position position, Instant at) {
        if (position instanceof Position.After) write(Event.CHECKPOINT, claim, at, position.encode());
        write(Event.RELEASE, claim, at, null);
    }

    @Override
    public void shardEnded(Claim claim, List<ShardId> children, Instant at) {
        write(Event.CHECKPOINT, claim, at, new Position.ShardEnd().encode());
        write(Event.SHARD_END, claim, at, null);
    }

    @Override
    public void lost(Claim claim, Instant at) {
        write(Event.LOST, claim, at, null);
    }

    private void write(Event event, Claim claim, Instant at, @Nullable String sequence) {
        file.write(new HistoryLine(at.toEpochMilli(), nanos.getAsLong(), event, worker, claim.shard().value(), claim.epoch(), sequence, null));
    }
}
