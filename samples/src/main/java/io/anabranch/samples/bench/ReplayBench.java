package io.anabranch.samples.bench;

import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.replay.Replay;
import io.anabranch.kcl.replay.ReplayException;
import io.anabranch.kcl.replay.ReplayResult;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.kcl.source.local.Archive;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Replay of 100 byte records from a data folder through RecordBatch, by a processor that looks at the size of every record. */
public final class ReplayBench {
    private static final int SHARDS = 4;
    private static final int BATCH = 500;
    private static final int SAMPLES = 50 * BATCH;

    private final Conditions conditions;
    private final int records;

    /** @param records replayed in each round */
    public ReplayBench(Conditions conditions, int records) {
        this.conditions = conditions;
        this.records = records / BATCH * BATCH;
    }

    /** Blocks for the whole measurement. */
    public List<Measurement> run() throws IOException, ReplayException, InterruptedException {
        Path data = Files.createDirectory(conditions.folder().resolve("replay"));
        fill(data);
        List<Double> plain = new ArrayList<>();
        List<Double> digested = new ArrayList<>();
        List<Double> parallel = new ArrayList<>();
        try (StreamSource source = Archive.open(data)) {
            for (int round = 0; round <= conditions.rounds(); round++) {
                add(plain, round, Replay.from(source).withoutDigest().threads(1));
                add(digested, round, Replay.from(source).threads(1));
                add(parallel, round, Replay.from(source).withoutDigest());
            }
        }
        Disk.delete(data);
        return List.of(line("replay 100 B, 1 thread", plain), line("replay 100 B, 1 thread, digest", digested),
                line("replay 100 B, all processors", parallel));
    }

    private static Measurement line(String name, List<Double> rates) {
        return new Measurement(name, Turns.PER_SECOND, Measurement.median(rates), Optional.empty());
    }

    private void add(List<Double> rates, int round, Replay replay) throws ReplayException, InterruptedException {
        ReplayResult result = replay.stream("bench").processor(shard -> new Sizes()).run();
        if (result.records() != records) throw new IllegalStateException("replayed " + result.records() + " of " + records + " records");
        if (round > 0) rates.add(result.recordsPerSecond());
    }

    private void fill(Path data) throws IOException {
        SampleRecords samples = new SampleRecords(SAMPLES, 100, conditions.random());
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data))) {
            simulator.streams().create("bench", SHARDS);
            Stream stream = simulator.streams().stream("bench");
            PutBatch batch = new PutBatch();
            for (int put = 0, next = 0; put < records; put += BATCH, next = (next + BATCH) % SAMPLES) {
                batch.clear();
                for (int i = next; i < next + BATCH; i++) batch.add(samples.keys[i], samples.payloads[i]);
                stream.put(batch).toCompletableFuture().join();
            }
        }
    }

    /** Touches every record and keeps nothing. */
    private static final class Sizes implements RecordProcessor {
        private long bytes;

        @Override
        public void processRecords(RecordBatch batch, ProcessorContext context) {
            for (int i = 0; i < batch.size(); i++) bytes += batch.get(i).sizeBytes();
        }

        @Override
        public void shutdownRequested(ProcessorContext context) {
            context.output().emit("bytes", bytes);
        }
    }
}
