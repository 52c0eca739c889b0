package io.anabranch.samples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anabranch.samples.bench.GetBench;
import io.anabranch.samples.bench.JunitBench;
import io.anabranch.samples.bench.LatencyBench;
import io.anabranch.samples.bench.LogBench;
import io.anabranch.samples.bench.Measurement;
import io.anabranch.samples.bench.PutBench;
import io.anabranch.samples.bench.ReplayBench;
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
        description = {"Measures the log, puts or a replay.",
            "Each measurement takes turns with a bare reference in the same run; what is printed are medians."},
        footerHeading = "%n",
        footer = {"log     appends to and scans a shard, records of 100 B and 1 KiB; the",
            "        reference is a bare CRC-framed log of the same bytes",
            "put     PutRecords of 500 records and PutRecord through loopback; the",
            "        reference is a server that only parses, hashes and appends",
            "get     GetRecords of eight shards to their end, against the same",
            "latency PutRecord to GetRecords, one after the other, against the same;",
            "        PutRecord to the event of a SubscribeToShard",
            "fsync   PutRecords with durability fsync; the reference is durability os",
            "junit   a simulator for a single test, as the JUnit extension gives it: opened,",
            "        used and closed; the reference is a bare folder, a bare server",
            "replay  replays 100 B records from a data folder through RecordBatch"})
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "log, put, get, latency, fsync, junit or replay.")
    private Name name;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Counted rounds, after one that warms up.")
    private int rounds;

    @Option(names = "--mib", paramLabel = "N", defaultValue = "128", description = "log, get, replay: MiB of payload.")
    private int mebibytes;

    @Option(names = "--cell-ms", paramLabel = "N", defaultValue = "2000", description = "put, get, latency, fsync: length of a cell.")
    private long cellMillis;

    @Option(names = "--data", paramLabel = "DIR", showDefaultValue = Visibility.NEVER,
            description = "Folder to write in (default: a new temporary one).")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Of the records' bytes.")
    private long seed;

    @Option(names = "--json", description = "Prints the figures as JSON.")
    private boolean json;

    /** What can be measured. */
    enum Name { LOG, PUT, GET, LATENCY, FSYNC, JUNIT, REPLAY }

    @Override
    public Integer call() throws Exception {
        if (rounds < 1) throw new ParameterException(spec.commandLine(), "--rounds must be at least 1, was " + rounds);
        if (mebibytes < 1 || mebibytes > 1024) throw new ParameterException(spec.commandLine(), "--mib must be 1 to 1024, was " + mebibytes);
        if (cellMillis < 1) throw new ParameterException(spec.commandLine(), "--cell-ms must be at least 1, was " + cellMillis);
        Path folder = Files.createTempDirectory(data.isPresent() ? Files.createDirectories(data.get()) : Path.of(System.getProperty("java.io.tmpdir")),
                "anabranch-bench");
        report(measure(folder));
        Files.delete(folder);
        return 0;
    }

    private List<Measurement> measure(Path folder) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        long bytes = (long) mebibytes << 20;
        Duration cell = Duration.ofMillis(cellMillis);
        return switch (name) {
            case LOG -> new LogBench(folder, rounds, bytes, System::nanoTime, random).run();
            case PUT -> new PutBench(folder, rounds, cell, System::nanoTime, random).run();
            case GET -> new GetBench(folder, rounds, cell, bytes, System::nanoTime, random).run();
            case LATENCY -> new LatencyBench(folder, rounds, cell, System::nanoTime, random).run();
            case FSYNC -> new PutBench(folder, rounds, cell, System::nanoTime, random).runFsync();
            case JUNIT -> new JunitBench(folder, rounds, System::nanoTime, random).run();
            case REPLAY -> new ReplayBench(folder, rounds, (int) (bytes / 100), random).run();
        };
    }

    private void report(List<Measurement> measurements) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(object -> write(measurements, object)));
            return;
        }
        out.println(Measurement.heading());
        measurements.forEach(out::println);
    }

    private void write(List<Measurement> measurements, JsonGenerator out) throws IOException {
        out.writeStringField("bench", name.name().toLowerCase(Locale.ROOT));
        out.writeNumberField("rounds", rounds);
        out.writeArrayFieldStart("results");
        for (Measurement measurement : measurements) {
            out.writeStartObject();
            out.writeStringField("name", measurement.name());
            out.writeStringField("unit", measurement.unit());
            out.writeNumberField("value", Math.round(measurement.value() * 10) / 10.0);
            if (measurement.reference().isPresent()) out.writeNumberField("reference", Math.round(measurement.reference().get() * 10) / 10.0);
            if (measurement.ratio().isPresent()) out.writeNumberField("ratio", Math.round(measurement.ratio().get() * 1000) / 1000.0);
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
