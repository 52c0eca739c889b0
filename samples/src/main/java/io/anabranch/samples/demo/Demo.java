package io.anabranch.samples.demo;

import io.anabranch.kcl.replay.Replay;
import io.anabranch.kcl.replay.ReplayException;
import io.anabranch.kcl.replay.ReplayResult;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.kcl.source.local.Archive;
import io.anabranch.samples.fleet.FleetTable;
import io.anabranch.samples.fleet.FleetView.Owned;
import io.anabranch.samples.fleet.Screen;
import io.anabranch.samples.flights.FlightCodec;
import io.anabranch.samples.history.FleetRun;
import io.anabranch.samples.history.HistoryCheck;
import io.anabranch.samples.history.HistoryReport;
import io.anabranch.samples.process.ChildFailedException;
import io.anabranch.samples.process.Children;
import io.anabranch.samples.worker.Clocks;
import io.anabranch.schema.client.GlueHttpSource;
import io.anabranch.schema.client.SchemaClient;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Runs the phases, one after the other, on the calling thread. */
public final class Demo {
    private static final long TICK_MILLIS = 100;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long SETTLED_NANOS = 1_000_000_000L;

    private final DemoOptions options;
    private final Path folder;
    private final Clocks clocks;
    private final Screen screen;
    private final DemoServices services;
    private final DemoFleet fleet;
    private final FlightProducer producer;
    private final Map<String, Long> killed = new HashMap<>();
    private final long startNanos;
    private String phase = "start";

    private Demo(DemoOptions options, Path folder, Clocks clocks, Screen screen, DemoServices services, DemoFleet fleet) {
        this.options = options;
        this.folder = folder;
        this.clocks = clocks;
        this.screen = screen;
        this.services = services;
        this.fleet = fleet;
        this.startNanos = clocks.nanos().getAsLong();
        FlightCodec codec = new FlightCodec(SchemaClient.of(new GlueHttpSource(services.endpoint(), clocks.wall())));
        this.producer = new FlightProducer(services.kinesis(), DemoServices.STREAM, codec, options.records(), clocks.pause());
    }

    /**
     * Runs the whole demonstration.
     *
     * @param folder   for data, histories and logs; must not hold an earlier demonstration
     * @param children starts the processes
     */
    public static DemoResult run(DemoOptions options, Path folder, Children children, Clocks clocks, Screen screen)
            throws IOException, ChildFailedException, ReplayException, InterruptedException {
        Path histories = folder.resolve("histories");
        if (Files.exists(histories)) throw new IllegalArgumentException(folder + " holds an earlier demonstration: give another folder or delete it");
        Files.createDirectories(histories);
        try (DemoServices services = DemoServices.start(children, folder)) {
            DemoFleet fleet = new DemoFleet(children, services, histories, options.sessionTimeout());
            return new Demo(options, folder, clocks, screen, services, fleet).run();
        }
    }

    private DemoResult run() throws IOException, ChildFailedException, ReplayException, InterruptedException {
        begin();
        Thread producing = new Thread(producer, "producer");
        producing.start();
        try {
            steady();
            killOne();
            splitTheBusiest();
            String stopped = replaceOne();
            produceTheRest();
            settle(Set.of(stopped));
            fleet.stop(fleet.workers());
            HistoryReport report = HistoryCheck.check(fleetRun(Set.of(stopped)));
            return new DemoResult(report, replay(), producer.ledger().totals());
        } finally {
            producing.interrupt();
            screen.erase();
        }
    }

    private void begin() throws IOException, ChildFailedException, InterruptedException {
        say("one process serves streams and schemas at " + services.endpoint() + ", one is ZooKeeper at " + services.connectString());
        services.createStream(options.shards());
        await("the stream is active", services::active);
        for (int i = 0; i < options.workers(); i++) fleet.startWorker();
        say("stream " + DemoServices.STREAM + " of " + options.shards() + " shards, " + options.workers() + " worker processes");
        await("every shard has an owner", () -> services.openShards().stream().allMatch(shard -> fleet.view().owner(shard).isPresent()));
    }

    private void steady() throws ChildFailedException, InterruptedException {
        next("steady", 0.25);
        await("records of every shard are processed", () -> producer.ledger().size() >= options.records() / 8
                && services.openShards().stream().filter(shard -> producer.ledger().recordsOf(shard) > 0).allMatch(fleet::processing));
    }

    private void killOne() throws ChildFailedException, InterruptedException {
        next("kill", 0.45);
        String victim = fleet.busiestWorker();
        List<String> shards = fleet.shardsOf(victim);
        killed.put(victim, clocks.wall().millis());
        fleet.kill(victim);
        say("SIGKILL for " + victim + ", which owned " + shards);
        await("others process its shards", () -> shards.stream().allMatch(fleet::processing));
    }

    private void splitTheBusiest() throws ChildFailedException, InterruptedException {
        next("split", 0.65);
        String busiest = services.openShards().stream().max(Comparator.comparingLong(producer.ledger()::recordsOf)).orElseThrow();
        Shard shard = services.shard(busiest);
        BigInteger at = SplitPoint.of(producer.ledger().keysOf(busiest), new BigInteger(shard.hashKeyRange().startingHashKey()),
                new BigInteger(shard.hashKeyRange().endingHashKey()));
        services.split(busiest, at);
        List<String> children = services.childrenOf(busiest);
        say("split " + busiest + ", the busiest, into " + children);
        boolean both = producer.ledger().keysOf(busiest).size() > 1;
        await("both children are processed", () -> children.stream().allMatch(child -> both ? fleet.processing(child) : fleet.view().owner(child).isPresent()));
    }

    private String replaceOne() throws IOException, ChildFailedException, InterruptedException {
        next("replace", 0.8);
        String leaving = fleet.busiestWorker();
        List<String> shards = fleet.shardsOf(leaving);
        say("SIGTERM for " + leaving + ", which owned " + shards);
        fleet.stop(List.of(leaving));
        String joining = fleet.startWorker();
        say(joining + " joins");
        await("the newcomer has its share", () -> shards.stream().allMatch(fleet::processing)
                && (services.openShards().size() < fleet.workers().size() || fleet.shardsOf(joining).stream().anyMatch(fleet::processing)));
        return leaving;
    }

    private void produceTheRest() throws ChildFailedException, InterruptedException {
        phase = "rest";
        producer.pace().flatOut();
        await("all records are put", producer::done);
    }

    private void next(String name, double part) {
        phase = name;
        producer.pace().allow(part);
    }

    /** Waits until nothing is left to process, by the workers' word and then by what they wrote down. */
    private void settle(Set<String> stopped) throws IOException, ChildFailedException, InterruptedException {
        long deadline = clocks.nanos().getAsLong() + PATIENCE_NANOS;
        while (true) {
            awaitQuiet();
            HistoryReport report = HistoryCheck.check(fleetRun(stopped));
            if (report.processed() >= report.put() || clocks.nanos().getAsLong() > deadline) return;
        }
    }

    private void awaitQuiet() throws ChildFailedException, InterruptedException {
        phase = "settle";
        long records = -1;
        long since = clocks.nanos().getAsLong();
        while (clocks.nanos().getAsLong() - since < SETTLED_NANOS) {
            tick();
            boolean quiet = fleet.view().records() == records && fleet.view().owned().stream().map(Owned::status).allMatch(s -> s.behindMillis() == 0);
            if (!quiet) since = clocks.nanos().getAsLong();
            records = fleet.view().records();
        }
    }

    private FleetRun fleetRun(Set<String> stopped) throws IOException {
        return new FleetRun(producer.ledger().put(), fleet.histories(), services.parents(), killed, stopped);
    }

    private DemoResult.Replayed replay() throws ReplayException, InterruptedException {
        say("replaying the retained stream from the folder, with the same processor");
        try (StreamSource source = Archive.open(folder)) {
            ReplayResult result = Replay.from(source).stream(DemoServices.STREAM).processor(shard -> new FlightProcessor())
                    .parameters(Map.of(FlightProcessor.REGISTRY, services.endpoint().toString())).run();
            return DemoResult.Replayed.of(result);
        }
    }

    /** Waits for the effect of what was done, showing how things stand. */
    private void await(String effect, BooleanSupplier seen) throws ChildFailedException, InterruptedException {
        long deadline = clocks.nanos().getAsLong() + PATIENCE_NANOS;
        while (!seen.getAsBoolean()) {
            tick();
            if (clocks.nanos().getAsLong() > deadline) {
                throw new ChildFailedException("phase " + phase + ": not seen within a minute: " + effect + "; owners: " + FleetTable.oneLine(fleet.view()));
            }
        }
        say(effect);
    }

    private void tick() throws ChildFailedException, InterruptedException {
        services.requireAlive();
        fleet.requireAlive();
        if (producer.failure().isPresent()) throw new IllegalStateException(producer.failure().get().getMessage(), producer.failure().get());
        String summary = String.format(Locale.ROOT, "%s [%s] %,d of %,d put, %,d processed", at(), phase, producer.ledger().size(), options.records(),
                fleet.view().records());
        screen.show(summary + "  " + FleetTable.oneLine(fleet.view()), FleetTable.lines(fleet.view()), clocks.nanos().getAsLong());
        clocks.pause().millis(TICK_MILLIS);
    }

    private void say(String what) {
        screen.say(at() + " " + what);
    }

    private String at() {
        return String.format(Locale.ROOT, "%5.1f s", (clocks.nanos().getAsLong() - startNanos) / 1e9);
    }
}
