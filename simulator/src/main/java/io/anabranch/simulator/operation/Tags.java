package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.ListShape;
import io.anabranch.simulator.shape.MapShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.wire.WireValue;
import java.util.List;
import java.util.Map;

/** How tags are asked for and told. */
final class Tags {
    private static final int MAX_KEY = 128;

    private Tags() {}

    static MapShape map() {
        return new MapShape(200, MAX_KEY, 256);
    }

    static ListShape keys() {
        return new ListShape(key(), 1, 50);
    }

    static TextShape key() {
        return TextShape.any().length(1, MAX_KEY);
    }

    static List<WireValue.Structure> told(Map<String, String> tags) {
        return tags.entrySet().stream().map(tag -> new Output().text("Key", tag.getKey()).text("Value", tag.getValue()).done()).toList();
    }
}
