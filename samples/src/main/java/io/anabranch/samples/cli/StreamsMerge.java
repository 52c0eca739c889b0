package io.anabranch.samples.cli;

import io.anabranch.samples.streams.StreamChanges;
import io.anabranch.samples.streams.StreamPlace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Merges two shards. */
@Command(name = "merge", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Merges a shard with one next to it and waits until the stream is ACTIVE.")
final class StreamsMerge implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "STREAM", description = "Its name.")
    private String stream;

    @Parameters(index = "1", paramLabel = "SHARD", description = "The shard; 3 is as good as shardId-000000000003.")
    private String shard;

    @Parameters(index = "2", paramLabel = "ADJACENT", description = "The shard whose hash keys follow or come before.")
    private String adjacent;

    @Mixin
    private PlaceFlags place;

    @Override
    public Integer call() throws Exception {
        try (StreamPlace streams = place.open()) {
            new StreamChanges(streams.kinesis(), ProcessClocks.system().pause()).merge(stream, shard, adjacent);
        }
        return 0;
    }
}
