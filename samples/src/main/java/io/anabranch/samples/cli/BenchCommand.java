package io.anabranch.samples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anabranch.samples.bench.Conditions;
import io.anabranch.samples.bench.GetBench;
import io.anabranch.samples.bench.GrowthBench;
import io.anabranch.samples.bench.IdleBench;
import io.anabranch.samples.bench.JunitBench;
import io.anabranch.samples.bench.LatencyBench;
import io.anabranch.samples.bench.LogBench;
import io.anabranch.samples.bench.Measurement;
import io.anabranch.samples.bench.Peer;
import io.anabranch.samples.bench.PeerFigure;
import io.anabranch.samples.bench.PutBench;
import io.anabranch.samples.bench.ReplayBench;
import io.anabranch.samples.bench.Report;
import io.anabranch.samples.bench.StartBench;
import io.anabranch.samples.process.Launcher;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The measurements. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false, showDefaultValues = true,
        description = {"Measures what the simulator does, and a replay.",
            "Each measurement takes turns with a reference in the same run; what is printed are medians, unless it says otherwise."},
        footerHeading = "%n",
        footer = {"log     appends to and scans a shard, records of 100 B and 1 KiB; the",
            "        reference is a bare CRC-framed log of the same bytes",
            "put     PutRecords of 500 records and PutRecord through loopback; the",
            "        reference is a server that only parses, hashes and appends",
            "get     GetRecords of eight shards to their end, against the same",
            "latency PutRecord to GetRecords, one after the other, against the same;",
            "        PutRecord to the event of a SubscribeToShard",
            "        --peer adds other endpoints to these three; a stream called",
            "        anabranch-bench is made there for each turn, and deleted",
            "fsync   PutRecords with durability fsync; the reference is durability os",
            "growth  what a put costs while one shard grows; the reference is a",
            "        shard just made: rate, bytes allocated, writes, bytes written",
            "idle    serve in a process of its own: anonymous memory with many shards,",
            "        processor time with many subscriptions and nothing to do; the",
            "        reference is the same process before it had them (Linux only)",
            "start   serve from the start of its process until it is ready: empty",
            "        folder, many shards with records, after a stop and a kill; the",
            "        reference is a JVM with the same flags that does nothing",
            "junit   a simulator for a single test, as the JUnit extension gives it: opened,",
            "        used and closed; the reference is a bare folder, a bare server",
            "replay  replays 100 B records from a data folder through RecordBatch"})
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "log, put, get, latency, fsync, growth, idle, start, junit or replay.")
    private Name name;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Counted rounds, after one that warms up.")
    private int rounds;

    @Option(names = "--mib", paramLabel = "N", defaultValue = "128", description = "log, get, replay: MiB of payload.")
    private int mebibytes;

    @Option(names = "--cell-ms", paramLabel = "N", defaultValue = "2000", description = "put, get, latency, fsync: length of a cell.")
    private long cellMillis;

    @Option(names = "--records", paramLabel = "N", defaultValue = "20000000", description = "growth: 100 B records the shard grows to, at least 2000.")
    private long records;

    @Option(names = "--shards", paramLabel = "N", showDefaultValue = Visibility.NEVER,
            description = "idle, start: shards of the stream (default: 10000 and 1000).")
    private Optional<Integer> shards = Optional.empty();

    @Option(names = "--subscriptions", paramLabel = "N", defaultValue = "1000", description = "idle: each to another shard.")
    private int subscriptions;

    @Option(names = "--window-s", paramLabel = "N", defaultValue = "30", description = "idle: how long processor time is watched, up to 120 s.")
    private int windowSeconds;

    @Option(names = "--gib", paramLabel = "N", defaultValue = "1", description = "start: GiB of records in the folder that is not empty.")
    private int gibibytes;

    @Option(names = "--peer", paramLabel = "NAME=URL", showDefaultValue = Visibility.NEVER,
            description = "put, get, latency: another endpoint, measured in turn; may be repeated.")
    private List<String> peers = List.of();

    @Option(names = "--data", paramLabel = "DIR", showDefaultValue = Visibility.NEVER,
            description = "Folder to write in (default: a new temporary one).")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Of the records' bytes.")
    private long seed;

    @Option(names = "--json", description = "Prints the figures as JSON.")
    private boolean json;

    /** What can be measured. */
    enum Name { LOG, PUT, GET, LATENCY, FSYNC, GROWTH, IDLE, START, JUNIT, REPLAY }

    @Override
    public Integer call() throws Exception {
        require("--rounds", rounds, 1, Integer.MAX_VALUE);
        require("--mib", mebibytes, 1, 1024);
        require("--cell-ms", cellMillis, 1, Long.MAX_VALUE);
        require("--records", records, 2000, 1_000_000_000);
        require("--shards", shards.orElse(1), 1, 20_000);
        require("--subscriptions", subscriptions, 1, name == Name.IDLE ? shards.orElse(subscriptions) : Long.MAX_VALUE);
        require("--window-s", windowSeconds, 1, 120);
        require("--gib", gibibytes, 0, 1024);
        List<Peer> others = peers();
        Path folder = Files.createTempDirectory(data.isPresent() ? Files.createDirectories(data.get()) : Path.of(System.getProperty("java.io.tmpdir")),
                "anabranch-bench");
        report(measure(new Conditions(folder, rounds, Duration.ofMillis(cellMillis), System::nanoTime, Thread::sleep, new SplittableRandom(seed), others)));
        Files.delete(folder);
        return 0;
    }

    private void require(String option, long value, long least, long most) {
        if (value >= least && value <= most) return;
        String range = most == Long.MAX_VALUE || most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most;
        throw new ParameterException(spec.commandLine(), option + " must be " + range + ", was " + value);
    }

    private Launcher launcher() {
        return Launcher.ofThisProcess().orElseThrow(() -> new IllegalStateException("this measures what bin/anabranch starts: start it by that"));
    }

    private List<Peer> peers() {
        try {
            return peers.stream().map(Peer::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--peer: " + OneLine.of(e), e);
        }
    }

    private List<Measurement> measure(Conditions conditions) throws Exception {
        long bytes = (long) mebibytes << 20;
        return switch (name) {
            case LOG -> new LogBench(conditions, bytes).run();
            case PUT -> new PutBench(conditions).run();
            case GET -> new GetBench(conditions, bytes).run();
            case LATENCY -> new LatencyBench(conditions).run();
            case FSYNC -> new PutBench(conditions).runFsync();
            case GROWTH -> new GrowthBench(conditions, records).run();
            case IDLE -> new IdleBench(conditions, launcher(), shards.orElse(10_000), subscriptions, Duration.ofSeconds(windowSeconds)).run();
            case START -> new StartBench(conditions, launcher(), shards.orElse(1000), (long) gibibytes << 30).run();
            case JUNIT -> new JunitBench(conditions).run();
            case REPLAY -> new ReplayBench(conditions, (int) (bytes / 100)).run();
        };
    }

    private void report(List<Measurement> measurements) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(Json.text(object -> write(measurements, object)));
        else Report.lines(measurements).forEach(out::println);
    }

    private void write(List<Measurement> measurements, JsonGenerator out) throws IOException {
        out.writeStringField("bench", name.name().toLowerCase(Locale.ROOT));
        out.writeNumberField("rounds", rounds);
        out.writeArrayFieldStart("results");
        for (Measurement measurement : measurements) {
            out.writeStartObject();
            out.writeStringField("name", measurement.name());
            out.writeStringField("unit", measurement.unit());
            out.writeNumberField("value", rounded(measurement.value()));
            if (measurement.reference().isPresent()) out.writeNumberField("reference", rounded(measurement.reference().get()));
            write(measurement.ratio(), out);
            if (!measurement.peers().isEmpty()) writePeers(measurement, out);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writePeers(Measurement measurement, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("peers");
        for (PeerFigure peer : measurement.peers()) {
            out.writeStartObject();
            out.writeStringField("name", peer.peer());
            if (peer instanceof PeerFigure.Measured measured) {
                out.writeNumberField("value", rounded(measured.value()));
                write(measurement.ratioTo(measured.value()), out);
            }
            if (peer instanceof PeerFigure.LeftOut leftOut) out.writeStringField("leftOut", leftOut.reason());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void write(Optional<Double> ratio, JsonGenerator out) throws IOException {
        if (ratio.isPresent()) out.writeNumberField("ratio", rounded(ratio.get()));
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
