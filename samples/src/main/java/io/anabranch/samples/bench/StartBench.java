package io.anabranch.samples.bench;

import io.anabranch.samples.process.ChildFailedException;
import io.anabranch.samples.process.Children;
import io.anabranch.samples.process.LinuxProcess;
import io.anabranch.samples.process.Program;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How long {@code serve} takes from the start of its process until it is ready: on an empty folder, and on one with many shards and records, after a
 * clean stop and after a kill. The reference is a JVM that is started with the same flags and does nothing.
 */
public final class StartBench {
    private static final int BATCH = 500;
    private static final int PAYLOAD_BYTES = 1024;
    /** Requests before a kill: enough to touch every shard of a thousand. */
    private static final int PUTS = 40;
    private static final String UNIT = "ms";

    private final Conditions conditions;
    private final Program program;
    private final int shards;
    private final long payload;

    /**
     * @param program the anabranch command
     * @param payload bytes in the folder that is not empty, in records of 1 KiB, as many in each shard
     */
    public StartBench(Conditions conditions, Program program, int shards, long payload) {
        this.conditions = conditions;
        this.program = program;
        this.shards = shards;
        this.payload = payload;
    }

    private record Times(List<Double> serve, List<Double> bare) {
        Times() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        List<Measurement> measurements(String name) {
            return List.of(
                    new Measurement(name, UNIT, Measurement.median(serve), bare.isEmpty() ? Optional.empty() : Optional.of(Measurement.median(bare))),
                    new Measurement(name + ", slowest", UNIT, Collections.max(serve), bare.stream().max(Double::compare)));
        }
    }

    /** Blocks for the whole measurement. */
    public List<Measurement> run() throws IOException, ChildFailedException, InterruptedException {
        Path logs = Files.createDirectory(conditions.folder().resolve("logs"));
        List<Measurement> measurements = new ArrayList<>();
        try (Children children = new Children(program, logs, Duration.ofSeconds(10))) {
            measurements.addAll(onNothing(children));
            measurements.addAll(onRecords(children));
        }
        Disk.delete(logs);
        return measurements;
    }

    private List<Measurement> onNothing(Children children) throws IOException, ChildFailedException, InterruptedException {
        Times times = new Times();
        for (int round = 0; round <= conditions.rounds(); round++) {
            Path data = conditions.folder().resolve("empty");
            ServeChild serve = start(children, data, round == 0 ? new Times() : times);
            serve.stop();
            Disk.delete(data);
        }
        return times.measurements("ready, empty folder");
    }

    private List<Measurement> onRecords(Children children) throws IOException, ChildFailedException, InterruptedException {
        Path data = conditions.folder().resolve("records");
        prepare(data);
        Times afterStop = new Times();
        Times afterKill = new Times();
        for (int round = 0; round <= conditions.rounds(); round++) {
            ServeChild stopped = start(children, data, round == 0 ? new Times() : afterStop);
            requireRecords(stopped);
            put(stopped);
            stopped.kill();
            ServeChild killed = start(children, data, round == 0 ? new Times() : afterKill);
            requireRecords(killed);
            killed.stop();
        }
        Disk.delete(data);
        String name = String.format(Locale.ROOT, "ready, %,d shards with %,d MiB", shards, payload >> 20);
        List<Measurement> measurements = new ArrayList<>(afterStop.measurements(name + ", after a stop"));
        measurements.addAll(afterKill.measurements(name + ", after a kill"));
        return measurements;
    }

    private ServeChild start(Children children, Path data, Times times) throws IOException, ChildFailedException, InterruptedException {
        ServeChild serve = ServeChild.start(children, data, conditions.nanos());
        times.serve.add(serve.startMillis());
        if (LinuxProcess.isSupported()) times.bare.add(bareMillis(LinuxProcess.commandLine(serve.process().pid())));
        return serve;
    }

    /** The same JVM with the same flags and class path, asked for its version alone. */
    private double bareMillis(List<String> serve) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(serve.subList(0, serve.indexOf("-cp") + 2));
        line.add("-version");
        long start = conditions.nanos().getAsLong();
        int exit = new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        if (exit != 0) throw new IOException("a bare JVM ended with " + exit + ": " + line);
        return (conditions.nanos().getAsLong() - start) / 1e6;
    }

    private void prepare(Path data) throws IOException {
        SampleRecords records = new SampleRecords(BATCH, PAYLOAD_BYTES, conditions.random());
        long perShard = Math.max(1, payload / PAYLOAD_BYTES / shards);
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data))) {
            simulator.streams().create(Requests.STREAM, shards);
            for (Shard shard : simulator.streams().stream(Requests.STREAM).shards()) fill(shard, records, perShard);
        }
        Disk.force(data.resolve("streams"));
    }

    private static void fill(Shard shard, SampleRecords records, long count) {
        PutBatch batch = new PutBatch();
        for (long left = count; left > 0; left -= batch.count()) {
            batch.clear();
            for (int i = 0; i < Math.min(BATCH, left); i++) batch.add(records.keys[i], records.payloads[i]);
            shard.append(batch).toCompletableFuture().join();
        }
    }

    private void put(ServeChild serve) throws IOException {
        List<byte[]> puts = Requests.puts(Format.CBOR, new SampleRecords(PUTS * BATCH, 100, conditions.random()), BATCH);
        try (Connection connection = new Connection(serve.address())) {
            for (byte[] put : puts) connection.call(put);
        }
    }

    private void requireRecords(ServeChild serve) throws IOException {
        try (Connection connection = new Connection(serve.address())) {
            String iterator = Connection.text(connection.call(Requests.iterator(shards - 1, "TRIM_HORIZON")), "ShardIterator");
            if (connection.call(Requests.get(Format.CBOR, iterator, 1)).count("PartitionKey") == 0) throw new IOException("the records are gone");
        }
    }
}
