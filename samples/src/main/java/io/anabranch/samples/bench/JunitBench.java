package io.anabranch.samples.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a simulator of its own costs a test, once the classes are loaded: a folder, a stream of two shards, a record put and read, and nothing left.
 * In process it is held against a folder of three files that comes and goes; through the port against the bare server, which keeps two.
 */
public final class JunitBench {
    private static final int TESTS = 200;
    private static final int SHARDS = 2;
    private static final int FILES = 3;
    private static final String UNIT = "ms";

    private final Conditions conditions;
    private final List<byte[]> puts;
    private final Format format = Format.JSON;

    public JunitBench(Conditions conditions) throws IOException {
        this.conditions = conditions;
        this.puts = Requests.puts(format, new SampleRecords(1, 100, conditions.random()), 1);
    }

    private interface Test {
        void run(Path data) throws IOException;
    }

    /** Blocks for the whole measurement. */
    public List<Measurement> run() throws IOException {
        return List.of(
                measure("a test in process", JunitBench::inProcess, JunitBench::bareFolder),
                measure("a test through the port", this::throughPort, this::throughBarePort));
    }

    private Measurement measure(String name, Test ours, Test reference) throws IOException {
        Turns turns = new Turns();
        for (int round = 0; round <= conditions.rounds(); round++) {
            Turns counted = round == 0 ? new Turns() : turns;
            for (int test = 0; test < TESTS; test++) {
                counted.reference().add(millis(reference));
                counted.ours().add(millis(ours));
            }
        }
        return turns.measurement(name, UNIT);
    }

    private double millis(Test test) throws IOException {
        Path data = conditions.folder().resolve("test");
        long start = conditions.nanos().getAsLong();
        Files.createDirectory(data);
        test.run(data);
        Disk.delete(data);
        return (conditions.nanos().getAsLong() - start) / 1e6;
    }

    /** As the JUnit extension opens one. */
    private static Simulator open(Path data) throws IOException {
        Simulator simulator = Simulator.open(SimulatorSettings.at(data).withDurability(Durability.NONE).withLimits(Limits.OFF));
        simulator.streams().create(Requests.STREAM, SHARDS);
        return simulator;
    }

    private static void inProcess(Path data) throws IOException {
        try (Simulator simulator = open(data)) {
            Stream stream = simulator.streams().stream(Requests.STREAM);
            PutBatch batch = new PutBatch();
            batch.add("key".getBytes(US_ASCII), "data".getBytes(US_ASCII));
            stream.put(batch).toCompletableFuture().join();
            int read = 0;
            for (Shard shard : stream.shards()) read += shard.read(shard.firstIndex(), 10, 1000).count();
            if (read != 1) throw new IllegalStateException("read " + read + " records");
        }
    }

    private static void bareFolder(Path data) throws IOException {
        for (int file = 0; file < FILES; file++) Files.write(data.resolve("file-" + file), new byte[100]);
    }

    private void throughPort(Path data) throws IOException {
        try (Simulator simulator = open(data); SimulatorServer server = simulator.serve(ServerSettings.loopback().withIoThreads(1))) {
            putAndRead(server.port());
        }
    }

    private void throughBarePort(Path data) throws IOException {
        try (BareServer server = BareServer.start(data, SHARDS)) {
            putAndRead(server.port());
        }
    }

    private void putAndRead(int port) throws IOException {
        try (Connection connection = new Connection(Connection.loopback(port))) {
            connection.call(puts.get(0));
            for (int shard = 0; shard < SHARDS; shard++) connection.drain(format, shard, 10);
        }
    }
}
