package io.anabranch.samples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anabranch.samples.demo.Demo;
import io.anabranch.samples.demo.DemoOptions;
import io.anabranch.samples.demo.DemoResult;
import io.anabranch.samples.fleet.Screen;
import io.anabranch.samples.history.Finding;
import io.anabranch.samples.process.Children;
import io.anabranch.samples.process.JavaCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job end to end. */
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Shows a fleet at work and proves that no record is lost.",
            "Real flights go through it; it loses a worker to SIGKILL, sees its busiest shard split and a worker replaced. Its histories and a replay of the stream "
                    + "account for every record. Exit code 0 only if every check holds."})
final class DemoCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    @Spec
    private CommandSpec spec;

    @Option(names = "--workers", paramLabel = "N", defaultValue = "3", description = "Worker processes at the start (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(names = "--records", paramLabel = "N", defaultValue = "200000", description = "Flights to produce (default: ${DEFAULT-VALUE}).")
    private long records;

    @Option(names = "--shards", paramLabel = "N", defaultValue = "4", description = "Shards at the start (default: ${DEFAULT-VALUE}).")
    private int shards;

    @Option(names = "--data", paramLabel = "DIR", description = "Keeps data, histories and logs in DIR; otherwise they are deleted at the end.")
    private Optional<Path> data = Optional.empty();

    @Option(names = "--session-timeout-ms", paramLabel = "T", defaultValue = "4000",
            description = "A worker silent for so long loses its shards (default: ${DEFAULT-VALUE}).")
    private long sessionTimeoutMillis;

    @Option(names = "--json", description = "Prints the result as JSON, and progress on standard error.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        DemoOptions options = options();
        Path folder = data.isPresent() ? Files.createDirectories(data.get()).toAbsolutePath() : Files.createTempDirectory("anabranch-demo");
        Path logs = Files.createDirectories(folder.resolve("logs"));
        DemoResult result = run(options, folder, logs);
        report(result);
        if (data.isEmpty()) delete(folder);
        return result.held() ? 0 : Anabranch.FAILURE;
    }

    private DemoResult run(DemoOptions options, Path folder, Path logs) throws Exception {
        PrintWriter progress = json ? spec.commandLine().getErr() : spec.commandLine().getOut();
        Screen screen = new Screen(progress, !json && Terminals.isTerminal());
        try (Children children = new Children(JavaCommand.likeThisProcess(Anabranch.class.getName()), logs, PATIENCE)) {
            Termination.Registration signal = Termination.onSignal(Anabranch.FAILURE, () -> {
                children.end();
                if (data.isEmpty()) delete(folder);
            });
            try {
                return Demo.run(options, folder, children, ProcessClocks.system(), screen);
            } finally {
                signal.close();
            }
        }
    }

    private DemoOptions options() {
        try {
            return new DemoOptions(workers, records, shards, data, Duration.ofMillis(sessionTimeoutMillis));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), OneLine.of(e), e);
        }
    }

    private void report(DemoResult result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(object -> write(result, object)));
            return;
        }
        out.println();
        result.lines().forEach(out::println);
        out.println();
        out.println(result.held() ? "every check holds" : "NOT every check holds");
        data.ifPresent(folder -> hints(folder.toAbsolutePath()).forEach(out::println));
    }

    private static List<String> hints(Path folder) {
        return List.of("", "kept in " + folder + "; to go on from its checkpoints:",
                "  anabranch serve --port 4567 --data " + folder,
                "  anabranch zookeeper --port 2181 --data " + folder.resolve("zookeeper"),
                "  anabranch worker --application flights --stream flights --endpoint http://127.0.0.1:4567 --zookeeper 127.0.0.1:2181");
    }

    private static void write(DemoResult result, JsonGenerator out) throws IOException {
        out.writeBooleanField("held", result.held());
        out.writeArrayFieldStart("checks");
        for (Finding finding : result.findings()) {
            out.writeStartObject();
            out.writeStringField("promise", finding.promise());
            out.writeBooleanField("held", finding.held());
            out.writeStringField("detail", finding.detail());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeNumberField("put", result.live().put());
        out.writeNumberField("processed", result.live().processed());
        out.writeNumberField("duplicates", result.live().duplicates());
        write("failoverMillis", result.live().failoverMillis(), out);
        write("handOverMillis", result.live().handOverMillis(), out);
        out.writeNumberField("replayRecordsPerSecond", Math.round(result.replayed().recordsPerSecond()));
        if (result.replayed().digest().isPresent()) out.writeStringField("digest", result.replayed().digest().get());
    }

    private static void write(String name, List<Long> values, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(name);
        for (long value : values) out.writeNumber(value);
        out.writeEndArray();
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}
