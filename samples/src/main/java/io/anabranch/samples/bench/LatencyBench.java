package io.anabranch.samples.bench;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * How long it takes from the call of a PutRecord until a GetRecords has brought the record, one after the other on one connection, and until a
 * SubscribeToShard has.
 */
public final class LatencyBench {
    private static final String UNIT = "us";
    private static final int MOST = 10_000;

    private final Path folder;
    private final int rounds;
    private final Duration cell;
    private final LongSupplier nanos;
    private final RandomGenerator random;

    /** As {@link PutBench#PutBench}. */
    public LatencyBench(Path folder, int rounds, Duration cell, LongSupplier nanos, RandomGenerator random) {
        this.folder = folder;
        this.rounds = rounds;
        this.cell = cell;
        this.nanos = nanos;
        this.random = random;
    }

    /** Blocks for the whole measurement. */
    public List<Measurement> run() throws IOException {
        Path ourData = Files.createDirectory(folder.resolve("ours"));
        Path bareData = Files.createDirectory(folder.resolve("bare"));
        List<Measurement> measurements = new ArrayList<>();
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(ourData));
                SimulatorServer server = simulator.serve(ServerSettings.loopback());
                BareServer bare = BareServer.start(bareData, 1)) {
            simulator.streams().create(Requests.STREAM, 1);
            for (Format format : Format.values()) measurements.addAll(run(format, server.port(), bare.port()));
            String arn = simulator.streams().describe(Requests.STREAM).arn();
            for (Format format : Format.values()) measurements.addAll(subscribed(format, server.port(), arn));
        }
        Disk.delete(ourData);
        Disk.delete(bareData);
        return measurements;
    }

    private List<Measurement> run(Format format, int ours, int bare) throws IOException {
        List<byte[]> puts = Requests.puts(format, new SampleRecords(100, 100, random), 1);
        Turns middle = new Turns();
        Turns slow = new Turns();
        for (int round = 0; round <= rounds; round++) {
            double[] bareTimes = times(bare, format, puts);
            double[] ourTimes = times(ours, format, puts);
            if (round == 0) continue;
            middle.reference().add(percentile(bareTimes, 0.5));
            middle.ours().add(percentile(ourTimes, 0.5));
            slow.reference().add(percentile(bareTimes, 0.99));
            slow.ours().add(percentile(ourTimes, 0.99));
        }
        String name = "PutRecord to GetRecords " + format;
        return List.of(middle.measurement(name + ", p50", UNIT), slow.measurement(name + ", p99", UNIT));
    }

    private List<Measurement> subscribed(Format format, int port, String arn) throws IOException {
        List<byte[]> puts = Requests.puts(format, new SampleRecords(100, 100, random), 1);
        List<Double> middle = new ArrayList<>();
        List<Double> slow = new ArrayList<>();
        try (Connection connection = new Connection(port)) {
            String consumer = Connection.text(connection.call(Requests.register(format, arn, "bench-" + format)), "ConsumerARN");
            try (Subscriber subscriber = Subscriber.open(port, format, consumer)) {
                for (int round = 0; round <= rounds; round++) {
                    double[] times = pushed(connection, subscriber, puts);
                    if (round == 0) continue;
                    middle.add(percentile(times, 0.5));
                    slow.add(percentile(times, 0.99));
                }
            }
        }
        String name = "PutRecord to SubscribeToShard " + format;
        return List.of(
                new Measurement(name + ", p50", UNIT, Measurement.median(middle), Optional.empty()),
                new Measurement(name + ", p99", UNIT, Measurement.median(slow), Optional.empty()));
    }

    private double[] pushed(Connection connection, Subscriber subscriber, List<byte[]> puts) throws IOException {
        List<Double> times = new ArrayList<>();
        long end = nanos.getAsLong() + cell.toNanos();
        for (long start = nanos.getAsLong(); start < end; start = nanos.getAsLong()) {
            connection.call(puts.get(times.size() % puts.size()));
            subscriber.awaitRecord();
            times.add((nanos.getAsLong() - start) / 1e3);
        }
        return sorted(times);
    }

    private static double[] sorted(List<Double> times) {
        return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private double[] times(int port, Format format, List<byte[]> puts) throws IOException {
        List<Double> times = new ArrayList<>();
        try (Connection connection = new Connection(port)) {
            String iterator = connection.drain(format, 0, MOST);
            long end = nanos.getAsLong() + cell.toNanos();
            for (long start = nanos.getAsLong(); start < end; start = nanos.getAsLong()) {
                connection.call(puts.get(times.size() % puts.size()));
                HttpMessage answer = connection.call(Requests.get(format, iterator, MOST));
                times.add((nanos.getAsLong() - start) / 1e3);
                if (answer.find("PartitionKey", answer.bodyStart()) < 0) throw new IOException("the record did not come: " + answer);
                iterator = Connection.text(answer, "NextShardIterator");
            }
        }
        return sorted(times);
    }

    private static double percentile(double[] sorted, double share) {
        if (sorted.length == 0) throw new IllegalArgumentException("nothing was timed");
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }
}
