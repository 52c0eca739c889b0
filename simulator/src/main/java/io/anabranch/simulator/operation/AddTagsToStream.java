package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.Resource;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Attaches tags to a stream. */
final class AddTagsToStream extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    AddTagsToStream(Streams streams, StreamReference reference) {
        super("AddTagsToStream", StreamReference.shape("AddTagsToStreamInput").required("Tags", Tags.map()));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.resources().tag(new Resource.OfStream(reference.resolve(input)), input.map("Tags"));
        return Output.NONE;
    }
}
