package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;
import java.math.BigInteger;

/** Splits a shard in two at a hash key. */
final class SplitShard extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    SplitShard(Streams streams, StreamReference reference) {
        super(
                "SplitShard",
                StreamReference.shape("SplitShardInput")
                        .required("ShardToSplit", StreamReference.name())
                        .required("NewStartingHashKey", TextShape.any().pattern("0|([1-9]\\d{0,38})")));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.split(reference.resolve(input), input.requiredText("ShardToSplit"), new BigInteger(input.requiredText("NewStartingHashKey")));
        return Output.NONE;
    }
}
