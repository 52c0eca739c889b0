package io.anabranch.samples.cli;

import io.anabranch.samples.streams.StreamChanges;
import io.anabranch.samples.streams.StreamPlace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Changes the number of shards. */
@Command(name = "scale", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Splits and merges until a stream has so many open shards, and waits until it is ACTIVE.")
final class StreamsScale implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STREAM", description = "Its name.")
    private String stream;

    @Parameters(index = "1", paramLabel = "SHARDS", description = "How many; from half to double of what there are.")
    private int shards;

    @Mixin
    private PlaceFlags place;

    @Override
    public Integer call() throws Exception {
        if (shards < 1) throw new ParameterException(spec.commandLine(), "SHARDS must be at least 1, was " + shards);
        try (StreamPlace streams = place.open()) {
            new StreamChanges(streams.kinesis(), ProcessClocks.system().pause()).scale(stream, shards);
        }
        return 0;
    }
}
