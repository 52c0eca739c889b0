package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** All tags of a stream or a consumer, by key. */
final class ListTagsForResource extends TreeOperation {
    private final Streams streams;
    private final ResourceReference reference;

    ListTagsForResource(Streams streams, ResourceReference reference) {
        super("ListTagsForResource", ResourceReference.shape("ListTagsForResourceInput"));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        return new Output().items("Tags", Tags.told(streams.resources().tags(reference.resolve(input)))).done();
    }
}
