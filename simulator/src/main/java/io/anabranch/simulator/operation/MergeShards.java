package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Merges a shard with the one that follows it on the range of hash keys. */
final class MergeShards extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    MergeShards(Streams streams, StreamReference reference) {
        super(
                "MergeShards",
                StreamReference.shape("MergeShardsInput")
                        .required("ShardToMerge", StreamReference.name())
                        .required("AdjacentShardToMerge", StreamReference.name()));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.merge(reference.resolve(input), input.requiredText("ShardToMerge"), input.requiredText("AdjacentShardToMerge"));
        return Output.NONE;
    }
}
