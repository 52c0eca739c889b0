package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Deregisters a consumer and ends its subscriptions. */
final class DeregisterStreamConsumer extends TreeOperation {
    private final Streams streams;
    private final ConsumerReference reference;

    DeregisterStreamConsumer(Streams streams, ConsumerReference reference) {
        super("DeregisterStreamConsumer", ConsumerReference.shape("DeregisterStreamConsumerInput"));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.consumers().deregister(reference.resolve(input));
        return Output.NONE;
    }
}
