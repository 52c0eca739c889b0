package io.anabranch.samples.bench;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How long it takes from the call of a PutRecord until a GetRecords has brought the record, one after the other on one connection, and until a
 * SubscribeToShard has.
 */
public final class LatencyBench {
    private static final String UNIT = "us";
    private static final int MOST = 10_000;

    private final Conditions conditions;

    public LatencyBench(Conditions conditions) {
        this.conditions = conditions;
    }

    /** Blocks for the whole measurement. */
    public List<Measurement> run() throws IOException {
        Path ourData = Files.createDirectory(conditions.folder().resolve("ours"));
        Path bareData = Files.createDirectory(conditions.folder().resolve("bare"));
        List<Measurement> measurements = new ArrayList<>();
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(ourData));
                SimulatorServer server = simulator.serve(ServerSettings.loopback());
                BareServer bare = BareServer.start(bareData, 1)) {
            simulator.streams().create(Requests.STREAM, 1);
            InetSocketAddress ours = Connection.loopback(server.port());
            for (Format format : Format.values()) measurements.addAll(run(format, ours, Connection.loopback(bare.port())));
            String arn = simulator.streams().describe(Requests.STREAM).arn();
            for (Format format : Format.values()) measurements.addAll(subscribed(format, ours, consumer(ours, arn, format)));
        }
        Disk.delete(ourData);
        Disk.delete(bareData);
        return measurements;
    }

    private List<Measurement> run(Format format, InetSocketAddress ours, InetSocketAddress bare) throws IOException {
        SampleRecords records = new SampleRecords(100, 100, conditions.random());
        List<byte[]> puts = Requests.puts(format, records, 1);
        Turns middle = new Turns();
        Turns slow = new Turns();
        PeerTurns peers = new PeerTurns(conditions);
        for (int round = 0; round <= conditions.rounds(); round++) {
            double[] bareTimes = times(bare, format, puts);
            double[] ourTimes = times(ours, format, puts);
            peers.take(round, 1, (stream, first) -> {
                if (first) stream.requireRight(format, puts.get(0), records, 1);
                return percentiles(times(stream.address(), format, puts));
            });
            if (round == 0) continue;
            middle.reference().add(percentile(bareTimes, 0.5));
            middle.ours().add(percentile(ourTimes, 0.5));
            slow.reference().add(percentile(bareTimes, 0.99));
            slow.ours().add(percentile(ourTimes, 0.99));
        }
        String name = "PutRecord to GetRecords " + format;
        return List.of(
                middle.measurement(name + ", p50", UNIT).with(peers.figures(0)),
                slow.measurement(name + ", p99", UNIT).with(peers.figures(1)));
    }

    private static String consumer(InetSocketAddress ours, String streamArn, Format format) throws IOException {
        try (Connection connection = new Connection(ours)) {
            return Connection.text(connection.call(Requests.register(streamArn, "bench-" + format)), "ConsumerARN");
        }
    }

    private List<Measurement> subscribed(Format format, InetSocketAddress ours, String consumer) throws IOException {
        List<byte[]> puts = Requests.puts(format, new SampleRecords(100, 100, conditions.random()), 1);
        List<Double> middle = new ArrayList<>();
        List<Double> slow = new ArrayList<>();
        PeerTurns peers = new PeerTurns(conditions);
        try (Subscription subscription = new Subscription(format, ours, consumer)) {
            for (int round = 0; round <= conditions.rounds(); round++) {
                double[] times = pushed(subscription, puts);
                peers.take(round, 1, (stream, first) -> pushedAt(stream, format, puts));
                if (round == 0) continue;
                middle.add(percentile(times, 0.5));
                slow.add(percentile(times, 0.99));
            }
        }
        String name = "PutRecord to SubscribeToShard " + format;
        return List.of(
                new Measurement(name + ", p50", UNIT, Measurement.median(middle), Optional.empty(), peers.figures(0)),
                new Measurement(name + ", p99", UNIT, Measurement.median(slow), Optional.empty(), peers.figures(1)));
    }

    private double[] pushedAt(PeerStream stream, Format format, List<byte[]> puts) throws IOException {
        try (Subscription subscription = new Subscription(format, stream.address(), stream.consumer())) {
            return percentiles(pushed(subscription, puts));
        }
    }

    /** A connection to put over, and a subscription to the one shard over another. */
    private static final class Subscription implements AutoCloseable {
        private final Connection connection;
        private final Subscriber subscriber;

        Subscription(Format format, InetSocketAddress address, String consumerArn) throws IOException {
            connection = new Connection(address);
            subscriber = Subscriber.open(address, format, consumerArn, 0);
        }

        @Override
        public void close() throws IOException {
            connection.close();
            subscriber.close();
        }
    }

    private double[] pushed(Subscription subscription, List<byte[]> puts) throws IOException {
        List<Double> times = new ArrayList<>();
        long end = conditions.nanos().getAsLong() + conditions.cell().toNanos();
        for (long start = conditions.nanos().getAsLong(); start < end; start = conditions.nanos().getAsLong()) {
            subscription.connection.call(puts.get(times.size() % puts.size()));
            subscription.subscriber.awaitRecord();
            times.add((conditions.nanos().getAsLong() - start) / 1e3);
        }
        return sorted(times);
    }

    private static double[] percentiles(double[] sorted) {
        return new double[] {percentile(sorted, 0.5), percentile(sorted, 0.99)};
    }

    private static double[] sorted(List<Double> times) {
        return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private double[] times(InetSocketAddress address, Format format, List<byte[]> puts) throws IOException {
        List<Double> times = new ArrayList<>();
        try (Connection connection = new Connection(address)) {
            String iterator = connection.drain(format, 0, MOST);
            long end = conditions.nanos().getAsLong() + conditions.cell().toNanos();
            for (long start = conditions.nanos().getAsLong(); start < end; start = conditions.nanos().getAsLong()) {
                connection.call(puts.get(times.size() % puts.size()));
                HttpMessage answer = connection.call(Requests.get(format, iterator, MOST));
                times.add((conditions.nanos().getAsLong() - start) / 1e3);
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
