package io.anabranch.samples.cli;

import io.anabranch.kcl.model.Position;
import io.anabranch.samples.worker.WorkerOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What a worker process and a fleet of them are told alike. */
final class WorkerFlags {
    @Spec(Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--application", paramLabel = "A", required = true, description = "Workers of one application share the shards.")
    private String application;

    @Option(names = "--stream", paramLabel = "S", required = true, description = "The stream to process.")
    private String stream;

    @Option(names = "--endpoint", paramLabel = "URL", description = "The stream service; without it, the service of the region itself.")
    private Optional<URI> endpoint = Optional.empty();

    @Option(names = "--region", paramLabel = "R", description = "Region (default: AWS_REGION of the environment, or us-east-1).")
    private String region = Regions.usual(System.getenv());

    @Option(names = "--zookeeper", paramLabel = "CONNECT", required = true, description = "host:port, several separated by commas.")
    private String zookeeper;

    @Option(names = "--retrieval", paramLabel = "polling", defaultValue = "polling",
            description = "How records are fetched (default: ${DEFAULT-VALUE}); fan-out is not available yet.")
    private String retrieval;

    @Option(names = "--initial-position", paramLabel = "POSITION", defaultValue = "TRIM_HORIZON",
            description = "Where shards begin that nobody has checkpointed: TRIM_HORIZON or LATEST (default: ${DEFAULT-VALUE}).")
    private InitialPosition initialPosition;

    @Option(names = "--session-timeout-ms", paramLabel = "T", defaultValue = "6000",
            description = "A worker silent for so long loses its shards (default: ${DEFAULT-VALUE}).")
    private long sessionTimeoutMillis;

    @Option(names = "--checkpoint-ms", paramLabel = "N", defaultValue = "1000", description = "Time between checkpoints (default: ${DEFAULT-VALUE}).")
    private long checkpointMillis;

    @Option(names = "--work-ms", paramLabel = "N", defaultValue = "0", description = "How much longer each record takes (default: ${DEFAULT-VALUE}).")
    private long workMillis;

    @Mixin
    private UserCodeFlags userCode;

    /** Positions that need no value. */
    enum InitialPosition { TRIM_HORIZON, LATEST }

    /** Checked, so that what is wrong is wrong usage. */
    WorkerOptions options(String workerId, Optional<Path> history, Optional<Duration> statusEvery) {
        if (!retrieval.equals("polling")) throw new ParameterException(spec.commandLine(), "--retrieval is polling, not '" + retrieval + "'");
        atLeast("--session-timeout-ms", sessionTimeoutMillis, 1000);
        atLeast("--checkpoint-ms", checkpointMillis, 1);
        atLeast("--work-ms", workMillis, 0);
        endpoint.ifPresent(url -> Endpoints.check("--endpoint", url, spec));
        Endpoints.checkConnect("--zookeeper", zookeeper, spec);
        Position start = initialPosition == InitialPosition.LATEST ? Position.latest() : Position.trimHorizon();
        return new WorkerOptions(application, stream, endpoint, region, zookeeper, workerId, history, Duration.ofMillis(sessionTimeoutMillis),
                Duration.ofMillis(checkpointMillis), Duration.ofMillis(workMillis), start, userCode.code(), statusEvery);
    }

    private void atLeast(String flag, long value, long least) {
        if (value < least) throw new ParameterException(spec.commandLine(), flag + " must be at least " + least + ", was " + value);
    }

    /** The same flags as arguments of {@code anabranch worker}. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--application", application, "--stream", stream, "--region", region, "--zookeeper", zookeeper,
                "--retrieval", retrieval, "--initial-position", initialPosition.name(), "--session-timeout-ms", String.valueOf(sessionTimeoutMillis),
                "--checkpoint-ms", String.valueOf(checkpointMillis), "--work-ms", String.valueOf(workMillis)));
        endpoint.ifPresent(url -> arguments.addAll(List.of("--endpoint", url.toString())));
        arguments.addAll(userCode.arguments());
        return arguments;
    }
}
