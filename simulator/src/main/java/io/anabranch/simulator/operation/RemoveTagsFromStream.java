package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.Resource;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** Takes tags off a stream. */
final class RemoveTagsFromStream extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    RemoveTagsFromStream(Streams streams, StreamReference reference) {
        super("RemoveTagsFromStream", StreamReference.shape("RemoveTagsFromStreamInput").required("TagKeys", Tags.keys()));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        streams.resources().untag(new Resource.OfStream(reference.resolve(input)), input.texts("TagKeys"));
        return Output.NONE;
    }
}
