package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Makes a stream; without a number of shards, of four. */
final class CreateStream extends TreeOperation {
    private static final int DEFAULT_SHARDS = 4;

    private final Streams streams;

    CreateStream(Streams streams) {
        super("CreateStream", shape());
        this.streams = streams;
    }

    private static StructureShape shape() {
        StructureShape mode =
                new StructureShape("StreamModeDetails").required("StreamMode", TextShape.oneOf("PROVISIONED", "ON_DEMAND"));
        return new StructureShape("CreateStreamInput")
                .required("StreamName", StreamReference.name())
                .optional("ShardCount", NumberShape.integer(1, Integer.MAX_VALUE))
                .optional("StreamModeDetails", mode)
                .optional("Tags", new MapShape(200, 128, 256));
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.create(input.requiredText("StreamName"), input.integer("ShardCount").orElse(DEFAULT_SHARDS));
        return Output.NONE;
    }
}
