package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.stream.StreamMode;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Changes who looks after the number of a stream's shards. */
final class UpdateStreamMode extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    UpdateStreamMode(Streams streams, StreamReference reference) {
        super(
                "UpdateStreamMode",
                new StructureShape("UpdateStreamModeInput")
                        .required("StreamARN", StreamReference.arn())
                        .optional("StreamId", StreamReference.id())
                        .required("StreamModeDetails", CreateStream.mode())
                        .optional("WarmThroughputMiBps", NumberShape.integer(0, Integer.MAX_VALUE)));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        StreamMode mode = input.structure("StreamModeDetails").map(details -> StreamMode.valueOf(details.requiredText("StreamMode"))).orElseThrow();
        streams.settings().mode(reference.resolve(input), mode, input.integer("WarmThroughputMiBps"));
        return Output.NONE;
    }
}
