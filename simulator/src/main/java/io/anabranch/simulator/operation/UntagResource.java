package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Takes tags off a stream or a consumer. */
final class UntagResource extends TreeOperation {
    private final Streams streams;
    private final ResourceReference reference;

    UntagResource(Streams streams, ResourceReference reference) {
        super("UntagResource", ResourceReference.shape("UntagResourceInput").required("TagKeys", Tags.keys()));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.resources().untag(reference.resolve(input), input.texts("TagKeys"));
        return Output.NONE;
    }
}
