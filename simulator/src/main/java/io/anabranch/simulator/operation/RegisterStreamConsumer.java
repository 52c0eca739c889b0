package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Registers a consumer that can subscribe to the shards of a stream. */
final class RegisterStreamConsumer extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    RegisterStreamConsumer(Streams streams, StreamReference reference) {
        super(
                "RegisterStreamConsumer",
                new StructureShape("RegisterStreamConsumerInput")
                        .required("StreamARN", StreamReference.arn())
                        .optional("StreamId", StreamReference.id())
                        .required("ConsumerName", StreamReference.name())
                        .optional("Tags", Tags.map()));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        var registered = streams.consumers().register(reference.resolve(input), input.requiredText("ConsumerName"), input.map("Tags"));
        return new Output().value("Consumer", Descriptions.consumer(registered).done()).done();
    }
}
