package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;
import java.util.List;
import java.util.Optional;

/** A stream with up to 100 of its shards, after an exclusive start. */
final class DescribeStream extends TreeOperation {
    private static final int MAX_SHARDS = 100;

    private final Streams streams;
    private final StreamReference reference;

    DescribeStream(Streams streams, StreamReference reference) {
        super(
                "DescribeStream",
                StreamReference.shape("DescribeStreamInput")
                        .optional("Limit", NumberShape.integer(1, 10_000))
                        .optional("ExclusiveStartShardId", StreamReference.name()));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        StreamDescription stream = streams.describe(reference.resolve(input));
        int limit = Math.min(MAX_SHARDS, input.integer("Limit").orElse(MAX_SHARDS));
        List<ShardDescription> after = after(stream, input.text("ExclusiveStartShardId"));
        List<ShardDescription> page = after.subList(0, Math.min(limit, after.size()));
        Output output = Descriptions.stream(stream)
                .items("Shards", page.stream().map(Descriptions::shard).toList())
                .flag("HasMoreShards", page.size() < after.size());
        return new Output().value("StreamDescription", output.done()).done();
    }

    private List<ShardDescription> after(StreamDescription stream, Optional<String> exclusiveStart) {
        if (exclusiveStart.isEmpty()) {
            return stream.shards();
        }
        ShardId start = shardId(exclusiveStart.get(), stream.name(), reference.account());
        return stream.shards().stream().filter(shard -> shard.id().compareTo(start) > 0).toList();
    }

    static ShardId shardId(String text, String stream, String account) {
        return ShardId.parse(text)
                .orElseThrow(() -> new StreamException(
                        ErrorType.RESOURCE_NOT_FOUND, "Could not find shard " + text + " in stream " + stream + " under account " + account + "."));
    }
}
