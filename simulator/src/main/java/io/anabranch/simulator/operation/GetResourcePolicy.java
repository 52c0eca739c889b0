package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** The policy attached to a stream or a consumer; an empty one if there is none. */
final class GetResourcePolicy extends TreeOperation {
    private final Streams streams;
    private final ResourceReference reference;

    GetResourcePolicy(Streams streams, ResourceReference reference) {
        super("GetResourcePolicy", ResourceReference.shape("GetResourcePolicyInput"));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        return new Output().text("Policy", streams.resources().policy(reference.resolve(input)).orElse("{}")).done();
    }
}
