package io.anabranch.samples.bench;

import io.anabranch.samples.process.ChildFailedException;
import io.anabranch.samples.process.ChildProcess;
import io.anabranch.samples.process.Children;
import io.anabranch.samples.process.LinuxProcess;
import io.anabranch.samples.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a {@code serve} holds and uses that has nothing to do: anonymous memory with many shards, each of which has records, and processor time with many
 * subscriptions to which nothing comes. Linux only.
 */
public final class IdleBench {
    private static final int BATCH = 500;
    private static final int RECORDS_PER_SHARD = 12;
    private static final int PAYLOAD_BYTES = 100;
    private static final String MEMORY = "MiB RssAnon";
    private static final String PROCESSOR = "% of a core";

    private final Conditions conditions;
    private final Program program;
    private final int shards;
    private final int subscriptions;
    private final Duration window;

    /**
     * @param program       the anabranch command
     * @param subscriptions each to another shard, so not more than there are
     * @param window        how long it is watched, twice: less than half of the five minutes a subscription lasts
     */
    public IdleBench(Conditions conditions, Program program, int shards, int subscriptions, Duration window) {
        if (subscriptions > shards) throw new IllegalArgumentException(subscriptions + " subscriptions to " + shards + " shards");
        this.conditions = conditions;
        this.program = program;
        this.shards = shards;
        this.subscriptions = subscriptions;
        this.window = window;
    }

    /**
     * Blocks for the whole measurement. The reference is the same process before it had shards, or subscriptions.
     *
     * @throws UnsupportedOperationException if this is not Linux
     */
    public List<Measurement> run() throws IOException, ChildFailedException, InterruptedException {
        if (!LinuxProcess.isSupported()) throw new UnsupportedOperationException("memory is told by Linux only: there is no /proc here");
        Path logs = Files.createDirectory(conditions.folder().resolve("logs"));
        Path data = conditions.folder().resolve("idle");
        List<Measurement> measurements;
        try (Children children = new Children(program, logs, Duration.ofSeconds(10))) {
            ServeChild serve = ServeChild.start(children, data, conditions.nanos());
            measurements = measure(serve);
            serve.stop();
        }
        Disk.delete(logs);
        Disk.delete(data);
        return measurements;
    }

    private List<Measurement> measure(ServeChild serve) throws IOException, ChildFailedException, InterruptedException {
        List<Measurement> measurements = new ArrayList<>();
        double empty = settledMib(serve.process());
        String name = String.format(Locale.ROOT, "%,d shards", shards);
        try (Connection connection = new Connection(serve.address())) {
            connection.call(Requests.create(shards));
            put(connection);
            measurements.add(new Measurement(name + ", right after puts to each", MEMORY, mib(serve.process()), Optional.of(empty)));
            measurements.add(new Measurement(name + ", settled", MEMORY, settledMib(serve.process()), Optional.of(empty)));
            double idle = processorPercent(serve.process());
            measurements.add(new Measurement(name, PROCESSOR, idle, Optional.empty()));
            measurements.addAll(subscribed(serve, connection, name, empty, idle));
        }
        return measurements;
    }

    private List<Measurement> subscribed(ServeChild serve, Connection connection, String shardsOf, double empty, double idle)
            throws IOException, ChildFailedException, InterruptedException {
        String name = shardsOf + String.format(Locale.ROOT, ", %,d subscriptions", subscriptions);
        String stream = Connection.text(connection.call(Requests.describe()), "StreamARN");
        String consumer = Connection.text(connection.call(Requests.register(stream, "bench")), "ConsumerARN");
        List<Subscriber> subscribers = new ArrayList<>();
        try {
            for (int shard = 0; shard < subscriptions; shard++) subscribers.add(Subscriber.begin(serve.address(), Format.CBOR, consumer, shard));
            for (Subscriber subscriber : subscribers) subscriber.awaitBegun();
            double settled = settledMib(serve.process());
            double percent = processorPercent(serve.process());
            for (Subscriber subscriber : subscribers) subscriber.requireOpen();
            return List.of(
                    new Measurement(name + ", settled", MEMORY, settled, Optional.of(empty)),
                    new Measurement(name, PROCESSOR, percent, Optional.of(idle)));
        } finally {
            for (Subscriber subscriber : subscribers) subscriber.close();
        }
    }

    /** With random keys, so many that hardly a shard gets none. */
    private void put(Connection connection) throws IOException {
        int requests = Math.max(1, shards * RECORDS_PER_SHARD / BATCH);
        SampleRecords records = new SampleRecords(requests * BATCH, PAYLOAD_BYTES, conditions.random());
        for (byte[] put : Requests.puts(Format.CBOR, records, BATCH)) connection.call(put);
    }

    private static double settledMib(ChildProcess serve) throws IOException, InterruptedException {
        LinuxProcess.collectGarbage(serve.pid());
        return mib(serve);
    }

    private static double mib(ChildProcess serve) throws IOException {
        return LinuxProcess.anonymousBytes(serve.pid()) / (double) (1 << 20);
    }

    /** Of the second of two windows: in the first what came before is still compiled and swept up. */
    private double processorPercent(ChildProcess serve) throws ChildFailedException, InterruptedException {
        serve.awaitRunning(window);
        Duration before = serve.processorTime();
        long start = conditions.nanos().getAsLong();
        serve.awaitRunning(window);
        long nanos = conditions.nanos().getAsLong() - start;
        return 100.0 * serve.processorTime().minus(before).toNanos() / nanos;
    }
}
