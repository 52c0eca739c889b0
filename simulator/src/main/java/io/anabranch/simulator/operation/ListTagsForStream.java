package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.stream.Resource;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tags of a stream by key, up to 50 an answer, after an exclusive start. */
final class ListTagsForStream extends TreeOperation {
    private static final int MAX_TAGS = 50;

    private final Streams streams;
    private final StreamReference reference;

    ListTagsForStream(Streams streams, StreamReference reference) {
        super(
                "ListTagsForStream",
                StreamReference.shape("ListTagsForStreamInput")
                        .optional("ExclusiveStartTagKey", Tags.key())
                        .optional("Limit", NumberShape.integer(1, MAX_TAGS)));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        SortedMap<String, String> after = new TreeMap<>(streams.resources().tags(new Resource.OfStream(reference.resolve(input))));
        input.text("ExclusiveStartTagKey").ifPresent(start -> after.keySet().removeIf(key -> key.compareTo(start) <= 0));
        int limit = input.integer("Limit").orElse(MAX_TAGS);
        return new Output()
                .items("Tags", Tags.told(after).stream().limit(limit).toList())
                .flag("HasMoreTags", after.size() > limit)
                .done();
    }
}
