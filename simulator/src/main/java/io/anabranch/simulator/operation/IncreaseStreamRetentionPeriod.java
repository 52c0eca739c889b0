package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Keeps a stream's records longer. */
final class IncreaseStreamRetentionPeriod extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    IncreaseStreamRetentionPeriod(Streams streams, StreamReference reference) {
        super(
                "IncreaseStreamRetentionPeriod",
                StreamReference.shape("IncreaseStreamRetentionPeriodInput")
                        .required("RetentionPeriodHours", NumberShape.integer(Integer.MIN_VALUE, Integer.MAX_VALUE)));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.settings().increaseRetention(reference.resolve(input), input.requiredInteger("RetentionPeriodHours"));
        return Output.NONE;
    }
}
