package io.anabranch.samples.bench;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Append to and scan of one shard against a bare log of the same records in the same batches. */
public final class LogBench {
    private static final int BATCH = 500;
    private static final int SAMPLES = 50 * BATCH;
    private static final int READ_RECORDS = 10_000;
    private static final int READ_BYTES = 4 << 20;
    /** Of a cell: one takes a few milliseconds, too short to be measured beside anything else that runs. The first maps the bytes, on both sides. */
    private static final int SCANS = 10;

    private final Path folder;
    private final int rounds;
    private final long bytes;
    private final LongSupplier nanos;
    private final RandomGenerator random;

    /**
     * @param folder an existing folder for what is written; emptied again
     * @param rounds counted rounds, after one that warms up
     * @param bytes  of payload written and read by each cell
     */
    public LogBench(Path folder, int rounds, long bytes, LongSupplier nanos, RandomGenerator random) {
        this.folder = folder;
        this.rounds = rounds;
        this.bytes = bytes;
        this.nanos = nanos;
        this.random = random;
    }

    /** Blocks for the whole measurement. */
    public List<Measurement> run() throws IOException {
        List<Measurement> measurements = new ArrayList<>();
        for (int size : new int[] {100, 1024}) measurements.addAll(run(size));
        return measurements;
    }

    private record Rates(List<Double> append, List<Double> scan) {
        Rates() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private List<Measurement> run(int size) throws IOException {
        SampleRecords records = new SampleRecords(SAMPLES, size, random);
        int batches = (int) (bytes / size / BATCH);
        Rates bare = new Rates();
        Rates ours = new Rates();
        for (int round = 0; round <= rounds; round++) {
            bare(records, batches, round == 0 ? new Rates() : bare);
            ours(records, batches, round == 0 ? new Rates() : ours);
        }
        return List.of(
                new Turns(ours.append, bare.append).measurement("append " + size + " B", Turns.PER_SECOND),
                new Turns(ours.scan, bare.scan).measurement("scan " + size + " B", Turns.PER_SECOND));
    }

    private void bare(SampleRecords records, int batches, Rates rates) throws IOException {
        Path file = folder.resolve("bare.log");
        BareLog log = new BareLog(file);
        long start = nanos.getAsLong();
        log.append(records, BATCH, batches);
        rates.append.add(perSecond(batches, start));
        log.force();
        start = nanos.getAsLong();
        requireBytes(log.scan(SCANS), records, SCANS * batches);
        rates.scan.add(perSecond(SCANS * batches, start));
        Files.delete(file);
    }

    private void ours(SampleRecords records, int batches, Rates rates) throws IOException {
        Path data = Files.createDirectory(folder.resolve("ours"));
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data))) {
            simulator.streams().create("bench", 1);
            Shard shard = simulator.streams().stream("bench").shards().get(0);
            long start = nanos.getAsLong();
            append(shard, records, batches);
            rates.append.add(perSecond(batches, start));
            Disk.force(data.resolve("streams"));
            start = nanos.getAsLong();
            long payload = 0;
            for (int i = 0; i < SCANS; i++) payload += scan(shard);
            requireBytes(payload, records, SCANS * batches);
            rates.scan.add(perSecond(SCANS * batches, start));
        }
        Disk.delete(data);
    }

    private static void append(Shard shard, SampleRecords records, int batches) {
        PutBatch batch = new PutBatch();
        for (int b = 0, next = 0; b < batches; b++, next = (next + BATCH) % records.count()) {
            batch.clear();
            for (int i = next; i < next + BATCH; i++) batch.add(records.keys[i], records.payloads[i]);
            shard.append(batch).toCompletableFuture().join();
            if (batch.failedCount() > 0) throw new IllegalStateException("the log refused " + batch.failedCount() + " records");
        }
    }

    private static long scan(Shard shard) {
        long payload = 0;
        long next = shard.firstIndex();
        while (next < shard.nextIndex()) {
            ShardRecords read = shard.read(next, READ_RECORDS, READ_BYTES);
            for (int i = 0; i < read.count(); i++) payload += read.dataLength(i);
            next = read.nextIndex();
        }
        return payload;
    }

    private static void requireBytes(long seen, SampleRecords records, int batches) {
        long written = (long) batches * BATCH * records.payloads[0].length;
        if (seen != written) throw new IllegalStateException("wrote " + written + " bytes of payload and read " + seen);
    }

    private double perSecond(int batches, long startNanos) {
        return (double) batches * BATCH * 1e9 / (nanos.getAsLong() - startNanos);
    }
}
