package io.anabranch.samples.cli;

import io.anabranch.samples.streams.StreamChanges;
import io.anabranch.samples.streams.StreamPlace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a stream. */
@Command(name = "create", mixinStandardHelpOptions = true, sortOptions = false, description = "Makes a stream and waits until it is ACTIVE.")
final class StreamsCreate implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STREAM", description = "Its name.")
    private String stream;

    @Mixin
    private PlaceFlags place;

    @Option(names = "--shards", paramLabel = "N", description = "How many shards (default: 1; on-demand streams choose for themselves).")
    private Optional<Integer> shards = Optional.empty();

    @Option(names = "--mode", paramLabel = "provisioned|on-demand", defaultValue = "provisioned", description = "Mode (default: ${DEFAULT-VALUE}).")
    private String mode;

    @Option(names = "--retention-hours", paramLabel = "N", description = "24 to 8760 (default: 24).")
    private Optional<Integer> retentionHours = Optional.empty();

    @Option(names = "--tag", paramLabel = "k=v", description = "A tag; any number of times.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        boolean onDemand = mode.equalsIgnoreCase("on-demand");
        if (!onDemand && !mode.equalsIgnoreCase("provisioned")) throw wrong("--mode is provisioned or on-demand, not '" + mode + "'");
        if (onDemand && shards.isPresent()) throw wrong("--shards goes with --mode provisioned");
        if (shards.isPresent() && shards.get() < 1) throw wrong("--shards must be at least 1, was " + shards.get());
        if (retentionHours.isPresent() && (retentionHours.get() < 24 || retentionHours.get() > 8760)) throw wrong("--retention-hours must be 24 to 8760");
        try (StreamPlace streams = place.open()) {
            StreamChanges changes = new StreamChanges(streams.kinesis(), ProcessClocks.system().pause());
            changes.create(stream, onDemand ? Optional.empty() : Optional.of(shards.orElse(1)), tags);
            if (retentionHours.isPresent()) changes.retain(stream, retentionHours.get());
        }
        return 0;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
