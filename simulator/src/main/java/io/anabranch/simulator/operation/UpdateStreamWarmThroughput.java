package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Makes an on-demand stream ready for a throughput. */
final class UpdateStreamWarmThroughput extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    UpdateStreamWarmThroughput(Streams streams, StreamReference reference) {
        super(
                "UpdateStreamWarmThroughput",
                StreamReference.shape("UpdateStreamWarmThroughputInput")
                        .required("WarmThroughputMiBps", NumberShape.integer(0, Integer.MAX_VALUE)));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        String name = reference.resolve(input);
        int target = input.requiredInteger("WarmThroughputMiBps");
        int current = streams.settings().warmThroughput(name, target);
        return new Output()
                .text("StreamARN", streams.identity().arnPrefix() + name)
                .text("StreamName", name)
                .value("WarmThroughput", new Output().number("TargetMiBps", target).number("CurrentMiBps", current).done())
                .done();
    }
}
