package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.BooleanShape;
import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Deletes a stream, whatever state it is in; one with consumers only if told to delete them too. */
final class DeleteStream extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    DeleteStream(Streams streams, StreamReference reference) {
        super("DeleteStream", StreamReference.shape("DeleteStreamInput").optional("EnforceConsumerDeletion", new BooleanShape()));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.delete(reference.resolve(input), input.flag("EnforceConsumerDeletion").orElse(false));
        return Output.NONE;
    }
}
