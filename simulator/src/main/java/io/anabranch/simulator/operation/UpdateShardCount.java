package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Splits and merges a stream's shards until there are so many, all of the same size. */
final class UpdateShardCount extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    UpdateShardCount(Streams streams, StreamReference reference) {
        super(
                "UpdateShardCount",
                StreamReference.shape("UpdateShardCountInput")
                        .required("TargetShardCount", NumberShape.integer(1, Integer.MAX_VALUE))
                        .required("ScalingType", TextShape.oneOf("UNIFORM_SCALING")));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        String name = reference.resolve(input);
        int target = input.requiredInteger("TargetShardCount");
        int current = streams.updateShardCount(name, target);
        return new Output()
                .text("StreamName", name)
                .number("CurrentShardCount", current)
                .number("TargetShardCount", target)
                .text("StreamARN", streams.identity().arnPrefix() + name)
                .done();
    }
}
