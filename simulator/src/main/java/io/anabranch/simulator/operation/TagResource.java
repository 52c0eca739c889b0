package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Attaches tags to a stream or a consumer. */
final class TagResource extends TreeOperation {
    private final Streams streams;
    private final ResourceReference reference;

    TagResource(Streams streams, ResourceReference reference) {
        super("TagResource", ResourceReference.shape("TagResourceInput").required("Tags", Tags.map()));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.resources().tag(reference.resolve(input), input.map("Tags"));
        return Output.NONE;
    }
}
