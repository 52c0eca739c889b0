package io.anabranch.samples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anabranch.kcl.replay.Replay;
import io.anabranch.kcl.replay.ReplayResult;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.kcl.source.kinesis.KinesisSource;
import io.anabranch.kcl.source.local.Archive;
import io.anabranch.samples.fleet.Screen;
import io.anabranch.samples.worker.KinesisClients;
import io.anabranch.samples.worker.UserCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs a processor over what a stream retains. */
@Command(name = "replay", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Replays the records a stream retains to a processor.",
            "Shards go in parallel, each in its order, as fast as they can be read. A data folder is only read: "
                    + "it may be served or written meanwhile. Prints records/s and a digest of what was replayed."})
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--stream", paramLabel = "S", required = true, description = "The stream.")
    private String stream;

    @ArgGroup(multiplicity = "1")
    private Origin origin;

    @Option(names = "--region", paramLabel = "R", description = "Region, with --endpoint (default: AWS_REGION of the environment, or us-east-1).")
    private String region = Regions.usual(System.getenv());

    @Option(names = "--from", paramLabel = "T", description = "First arrival: an instant such as 2026-01-31T09:30:00Z, or epoch milliseconds.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "T", description = "Arrivals before this (default: up to the tip at the start).")
    private Optional<String> to = Optional.empty();

    @Option(names = "--speed", paramLabel = "max", defaultValue = "max", description = "max, as fast as possible, is the only speed yet.")
    private String speed;

    @Option(names = "--order", paramLabel = "shard", defaultValue = "shard", description = "shard, shards in parallel, is the only order yet.")
    private String order;

    @Option(names = "--threads", paramLabel = "N", description = "Shards replayed at a time (default: one a processor).")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the result to FILE, as JSON.")
    private Optional<Path> report = Optional.empty();

    @Option(names = "--json", description = "Prints the result as JSON.")
    private boolean json;

    @Mixin
    private UserCodeFlags userCode;

    /** Where the records are. */
    static final class Origin {
        @Option(names = "--data", paramLabel = "DIR", required = true, description = "A data folder.")
        private Optional<Path> data = Optional.empty();

        @Option(names = "--endpoint", paramLabel = "URL", required = true, description = "A stream service.")
        private Optional<URI> endpoint = Optional.empty();
    }

    @Override
    public Integer call() throws Exception {
        if (!speed.equals("max")) throw wrong("--speed is max, not '" + speed + "'");
        if (!order.equals("shard")) throw wrong("--order is shard, not '" + order + "'");
        if (threads.isPresent() && threads.get() < 1) throw wrong("--threads must be at least 1, was " + threads.get());
        origin.endpoint.ifPresent(url -> Endpoints.check("--endpoint", url, spec));
        Optional<Instant> first = from.map(text -> Instants.parse("--from", text, spec));
        Optional<Instant> end = to.map(text -> Instants.parse("--to", text, spec));
        try (StreamSource source = source()) {
            Replay replay = Replay.from(source).stream(stream);
            first.ifPresent(replay::since);
            end.ifPresent(replay::until);
            threads.ifPresent(replay::threads);
            UserCode code = userCode.code();
            report(run(replay.processor(code.load()).parameters(code.parameters())));
        }
        return 0;
    }

    private ReplayResult run(Replay replay) throws Exception {
        if (!Terminals.errorIsTerminal()) return replay.run();
        Screen screen = new Screen(spec.commandLine().getErr(), true);
        try {
            return replay.onProgress(new ReplayMeter(screen, System::nanoTime)).run();
        } finally {
            screen.erase();
            spec.commandLine().getErr().flush();
        }
    }

    private StreamSource source() {
        Optional<Path> data = origin.data;
        if (data.isEmpty()) return KinesisSource.polling(KinesisClients.of(origin.endpoint, region));
        if (!Files.isDirectory(data.get())) throw new IllegalArgumentException("no data folder: " + data.get());
        return Archive.open(data.get());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void report(ReplayResult result) throws IOException {
        String asJson = Json.text(out -> write(result, out));
        if (report.isPresent()) Files.writeString(report.get(), asJson + "\n");
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson);
            return;
        }
        out.println(String.format(Locale.ROOT, "%,d records, %,d bytes of %d shards in %.3f s: %,.0f records/s", result.records(), result.bytes(),
                result.shards().size(), result.elapsed().toNanos() / 1e9, result.recordsPerSecond()));
        result.digest().ifPresent(digest -> out.println("digest " + digest));
    }

    private void write(ReplayResult result, JsonGenerator out) throws IOException {
        out.writeStringField("stream", stream);
        out.writeNumberField("records", result.records());
        out.writeNumberField("bytes", result.bytes());
        out.writeNumberField("elapsedMillis", result.elapsed().toMillis());
        out.writeNumberField("recordsPerSecond", Math.round(result.recordsPerSecond()));
        if (result.digest().isPresent()) out.writeStringField("digest", result.digest().get());
        out.writeArrayFieldStart("shards");
        for (ReplayResult.ShardResult shard : result.shards()) {
            out.writeStartObject();
            out.writeStringField("shard", shard.shard().value());
            out.writeNumberField("records", shard.records());
            out.writeNumberField("bytes", shard.bytes());
            out.writeBooleanField("ended", shard.ended());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
