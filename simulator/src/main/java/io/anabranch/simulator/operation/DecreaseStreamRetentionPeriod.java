package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Keeps a stream's records for a shorter time. */
final class DecreaseStreamRetentionPeriod extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    DecreaseStreamRetentionPeriod(Streams streams, StreamReference reference) {
        super(
                "DecreaseStreamRetentionPeriod",
                StreamReference.shape("DecreaseStreamRetentionPeriodInput")
                        .required("RetentionPeriodHours", NumberShape.integer(Integer.MIN_VALUE, Integer.MAX_VALUE)));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.settings().decreaseRetention(reference.resolve(input), input.requiredInteger("RetentionPeriodHours"));
        return Output.NONE;
    }
}
