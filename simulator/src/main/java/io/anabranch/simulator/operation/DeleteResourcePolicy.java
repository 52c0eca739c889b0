package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Takes the policy off a stream or a consumer. */
final class DeleteResourcePolicy extends TreeOperation {
    private final Streams streams;
    private final ResourceReference reference;

    DeleteResourcePolicy(Streams streams, ResourceReference reference) {
        super("DeleteResourcePolicy", ResourceReference.shape("DeleteResourcePolicyInput"));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.resources().deletePolicy(reference.resolve(input), input.requiredText("ResourceARN"));
        return Output.NONE;
    }
}
