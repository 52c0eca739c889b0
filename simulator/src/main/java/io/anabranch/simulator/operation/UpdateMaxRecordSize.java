package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Changes how large a stream's records may be. */
final class UpdateMaxRecordSize extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    UpdateMaxRecordSize(Streams streams, StreamReference reference) {
        super(
                "UpdateMaxRecordSize",
                new StructureShape("UpdateMaxRecordSizeInput")
                        .optional("StreamARN", StreamReference.arn())
                        .optional("StreamId", StreamReference.id())
                        .required("MaxRecordSizeInKiB", NumberShape.integer(1024, 10240)));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.settings().maxRecordSize(reference.resolve(input), input.requiredInteger("MaxRecordSizeInKiB"));
        return Output.NONE;
    }
}
