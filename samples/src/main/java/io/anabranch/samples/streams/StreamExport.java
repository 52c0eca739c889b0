package io.anabranch.samples.streams;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.kcl.source.SourceException;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.samples.streams.StreamReading.Wish;
import io.anabranch.samples.worker.Pause;
import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.transfer.StreamOutline;
import io.anabranch.simulator.transfer.TransferRecord;
import io.anabranch.simulator.transfer.TransferWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Writes what a stream retains into a file, shard after shard. Used once. */
public final class StreamExport {
    private final StreamSource source;
    private final TransferWriter target;
    private final Pause pause;
    private final LongConsumer progress;
    private final Consumer<SourceException> outage;
    private long records;

    /**
     * @param progress told the number of records so far, with each one
     * @param outage   told when the service is away, before it is waited for
     */
    public StreamExport(StreamSource source, TransferWriter target, Pause pause, LongConsumer progress, Consumer<SourceException> outage) {
        this.source = source;
        this.target = target;
        this.pause = pause;
        this.progress = progress;
        this.outage = outage;
    }

    /**
     * Exports records that arrived at {@code from} or later and before {@code end}. Blocks.
     *
     * @return how many
     */
    public long run(StreamOutline outline, Optional<Instant> from, Instant end) throws IOException, SourceException, InterruptedException {
        Position position = from.map(Position::atTimestamp).orElseGet(Position::trimHorizon);
        for (ShardDescription shard : outline.shards()) export(outline.stream(), shard, position, end.toEpochMilli());
        return records;
    }

    private void export(String stream, ShardDescription shard, Position from, long endMillis) throws IOException, SourceException, InterruptedException {
        StreamReading.Sink sink = (id, record) -> {
            if (record.arrivalMillis() >= endMillis) return Wish.NEXT_SHARD;
            target.write(transferred(shard, record));
            progress.accept(++records);
            return Wish.MORE;
        };
        new StreamReading(source, stream, false, sink, pause, outage).run(new ShardId(shard.id().toString()), from);
    }

    private static TransferRecord transferred(ShardDescription shard, KinesisRecord record) {
        return new TransferRecord(
                shard.id(),
                new SequenceNumber(record.sequenceNumber().value()),
                record.arrivalMillis(),
                record.partitionKey(),
                record.encrypted(),
                record.data());
    }
}
