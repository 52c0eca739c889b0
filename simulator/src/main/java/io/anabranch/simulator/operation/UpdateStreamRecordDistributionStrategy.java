package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.stream.RecordDistribution;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Changes what decides into which shard a record goes. */
final class UpdateStreamRecordDistributionStrategy extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    UpdateStreamRecordDistributionStrategy(Streams streams, StreamReference reference) {
        super(
                "UpdateStreamRecordDistributionStrategy",
                new StructureShape("UpdateStreamRecordDistributionStrategyInput")
                        .required("StreamARN", StreamReference.arn())
                        .optional("StreamId", StreamReference.id())
                        .required("RecordDistributionStrategy", CreateStream.distribution()));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.settings()
                .distribution(reference.resolve(input), RecordDistribution.valueOf(input.requiredText("RecordDistributionStrategy")));
        return Output.NONE;
    }
}
