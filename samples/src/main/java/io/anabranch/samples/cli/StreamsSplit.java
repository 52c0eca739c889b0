package io.anabranch.samples.cli;

import io.anabranch.samples.streams.StreamChanges;
import io.anabranch.samples.streams.StreamPlace;
import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Splits a shard. */
@Command(name = "split", mixinStandardHelpOptions = true, sortOptions = false, description = "Splits a shard in two and waits until the stream is ACTIVE.")
final class StreamsSplit implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "STREAM", description = "Its name.")
    private String stream;

    @Parameters(index = "1", paramLabel = "SHARD", description = "The shard; 3 is as good as shardId-000000000003.")
    private String shard;

    @Mixin
    private PlaceFlags place;

    @Option(names = "--at", paramLabel = "HASHKEY", description = "First hash key of the upper half (default: the middle).")
    private Optional<BigInteger> at = Optional.empty();

    @Override
    public Integer call() throws Exception {
        try (StreamPlace streams = place.open()) {
            BigInteger newStart = at.isPresent() ? at.get() : middle(streams.catalog().describe(stream).shards());
            new StreamChanges(streams.kinesis(), ProcessClocks.system().pause()).split(stream, shard, newStart);
        }
        return 0;
    }

    private BigInteger middle(List<ShardDescription> shards) {
        Optional<ShardId> wanted = ShardId.parse(shard);
        HashKeyRange range = shards.stream().filter(one -> wanted.filter(one.id()::equals).isPresent()).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("stream " + stream + " has no shard " + shard)).range();
        return range.start().add(range.end()).add(BigInteger.ONE).shiftRight(1);
    }
}
