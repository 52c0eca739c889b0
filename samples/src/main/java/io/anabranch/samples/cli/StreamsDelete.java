package io.anabranch.samples.cli;

import io.anabranch.samples.streams.StreamChanges;
import io.anabranch.samples.streams.StreamPlace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Deletes a stream. */
@Command(name = "delete", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Deletes a stream with its records and consumers, and waits until it is gone.")
final class StreamsDelete implements Callable<Integer> {
    @Parameters(paramLabel = "STREAM", description = "Its name.")
    private String stream;

    @Mixin
    private PlaceFlags place;

    @Override
    public Integer call() throws Exception {
        try (StreamPlace streams = place.open()) {
            new StreamChanges(streams.kinesis(), ProcessClocks.system().pause()).delete(stream);
        }
        return 0;
    }
}
