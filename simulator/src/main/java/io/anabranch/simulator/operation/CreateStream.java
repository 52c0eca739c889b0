package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.NewStream;
import io.anabranch.simulator.stream.RecordDistribution;
import io.anabranch.simulator.stream.StreamMode;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Makes a stream; without a number of shards, an on-demand one. */
final class CreateStream extends TreeOperation {
    private final Streams streams;

    CreateStream(Streams streams) {
        super("CreateStream", shape());
        this.streams = streams;
    }

    private static StructureShape shape() {
        return new StructureShape("CreateStreamInput")
                .required("StreamName", StreamReference.name())
                .optional("ShardCount", NumberShape.integer(1, Integer.MAX_VALUE))
                .optional("StreamModeDetails", mode())
                .optional("Tags", Tags.map())
                .optional("WarmThroughputMiBps", NumberShape.integer(0, Integer.MAX_VALUE))
                .optional("MaxRecordSizeInKiB", NumberShape.integer(1024, 10_240))
                .optional("RecordDistributionStrategy", distribution());
    }

    static StructureShape mode() {
        return new StructureShape("StreamModeDetails").required("StreamMode", TextShape.oneOf("PROVISIONED", "ON_DEMAND"));
    }

    static TextShape distribution() {
        return TextShape.oneOf("USER_PARTITION_KEY", "AUTO");
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.create(new NewStream(
                input.requiredText("StreamName"),
                input.integer("ShardCount"),
                input.structure("StreamModeDetails").map(mode -> StreamMode.valueOf(mode.requiredText("StreamMode"))),
                input.map("Tags"),
                input.integer("MaxRecordSizeInKiB").orElse(1024),
                input.integer("WarmThroughputMiBps").orElse(0),
                input.text("RecordDistributionStrategy").map(RecordDistribution::valueOf).orElse(RecordDistribution.USER_PARTITION_KEY)));
        return Output.NONE;
    }
}
