package io.anabranch.samples.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.samples.worker.Pause;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.stream.ImportedStream;
import io.anabranch.simulator.stream.StreamImport;
import io.anabranch.simulator.transfer.BadTransferException;
import io.anabranch.simulator.transfer.StreamOutline;
import io.anabranch.simulator.transfer.TransferReader;
import io.anabranch.simulator.transfer.TransferRecord;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** Makes a stream of what a file holds: of all of it, or there is no stream. Used once; blocks. */
public final class FileImport {
    private final TransferReader file;
    private final String stream;
    private final Predicate<TransferRecord> wanted;
    private final LongConsumer progress;
    private final Consumer<Throwable> outage;

    /**
     * What was imported.
     *
     * @param kept records that have the sequence numbers they had
     */
    public record Imported(long records, long kept) {}

    /**
     * @param progress told the number of records so far, with each one
     * @param outage   told when the service is away, before it is waited for
     */
    public FileImport(TransferReader file, String stream, Predicate<TransferRecord> wanted, LongConsumer progress, Consumer<Throwable> outage) {
        this.file = file;
        this.stream = stream;
        this.wanted = wanted;
        this.progress = progress;
        this.outage = outage;
    }

    /**
     * Into a data folder: with the shards, times, keys and sequence numbers of the file.
     *
     * @param retentionHours absent for an archive, whose records never expire
     */
    public Imported into(Simulator simulator, OptionalInt retentionHours) throws IOException {
        StreamOutline outline = file.outline();
        try (StreamImport target = simulator.streams().importStream(imported(outline, retentionHours))) {
            long records = 0;
            long kept = 0;
            for (Optional<TransferRecord> next = next(); next.isPresent(); next = next()) {
                if (append(target, next.get())) kept++;
                progress.accept(++records);
            }
            target.finish();
            return new Imported(records, kept);
        }
    }

    private ImportedStream imported(StreamOutline outline, OptionalInt retentionHours) throws BadTransferException {
        try {
            return new ImportedStream(stream, outline.created(), retentionHours, outline.shards());
        } catch (IllegalArgumentException e) {
            throw new BadTransferException(file.place(), String.valueOf(e.getMessage()));
        }
    }

    private boolean append(StreamImport target, TransferRecord record) throws IOException {
        byte[] key = record.partitionKey().map(text -> text.getBytes(UTF_8)).orElse(null);
        try {
            return target.append(record.shard(), Optional.of(record.sequenceNumber()), record.arrivalMillis(), key, record.bytes(), record.encrypted());
        } catch (IllegalArgumentException e) {
            throw new BadTransferException(file.place(), String.valueOf(e.getMessage()));
        }
    }

    /** To a service, as puts: into as many shards as were open, with new times and sequence numbers. */
    public Imported to(KinesisAsyncClient kinesis, Pause pause) throws IOException, InterruptedException {
        StreamChanges changes = new StreamChanges(kinesis, pause);
        long open = file.outline().shards().stream().filter(shard -> !shard.isClosed()).count();
        changes.create(stream, Optional.of((int) Math.max(1, open)), Map.of());
        try {
            return new Imported(put(new RecordPutter(kinesis, stream, pause, outage)), 0);
        } catch (IOException | RuntimeException | InterruptedException e) {
            changes.delete(stream);
            throw e;
        }
    }

    private long put(RecordPutter putter) throws IOException, InterruptedException {
        long records = 0;
        for (Optional<TransferRecord> next = next(); next.isPresent(); next = next()) {
            TransferRecord record = next.get();
            String key = record.partitionKey().orElseThrow(() -> new BadTransferException(file.place(), "a service wants a partition key"));
            putter.put(key, record.data());
            progress.accept(++records);
        }
        putter.flush();
        return records;
    }

    private Optional<TransferRecord> next() throws IOException {
        Optional<TransferRecord> next = file.next();
        while (next.isPresent() && !wanted.test(next.get())) next = file.next();
        return next;
    }
}
