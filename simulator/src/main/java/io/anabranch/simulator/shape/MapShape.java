package io.anabranch.simulator.shape;

import io.anabranch.simulator.wire.WireValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A map of texts (tags) that is not empty, with lengths for its keys and its values. */
public final class MapShape extends Shape {
    private final int maxEntries;
    private final int maxKeyLength;
    private final int maxValueLength;
    private final TextShape text = TextShape.any();

    public MapShape(int maxEntries, int maxKeyLength, int maxValueLength) {
        this.maxEntries = maxEntries;
        this.maxKeyLength = maxKeyLength;
        this.maxValueLength = maxValueLength;
    }

    @Override
    WireValue coerce(WireValue value) {
        if (value instanceof WireValue.Structure map) {
            Map<String, WireValue> members = new LinkedHashMap<>();
            map.members().forEach((key, each) -> members.put(key, text.coerce(each)));
            return new WireValue.Structure(members);
        }
        throw serialization(value instanceof WireValue.Items ? "Start of list found where not expected" : "Expected map or null");
    }

    @Override
    void check(WireValue value, String path, List<String> violations) {
        Map<String, WireValue> members = ((WireValue.Structure) value).members();
        if (members.isEmpty()) {
            violate(value, path, "Member must have length greater than or equal to 1", violations);
        }
        if (members.size() > maxEntries) {
            violate(value, path, "Member must have length less than or equal to " + maxEntries, violations);
        }
        if (members.keySet().stream().anyMatch(key -> key.isEmpty() || key.length() > maxKeyLength)) {
            violate(value, path, "Map keys must satisfy constraint: " + lengths(maxKeyLength, 1), violations);
        }
        if (members.values().stream().anyMatch(each -> text.render(each).length() > maxValueLength)) {
            violate(value, path, "Map value must satisfy constraint: " + lengths(maxValueLength, 0), violations);
        }
    }

    private static String lengths(int max, int min) {
        return "[Member must have length less than or equal to " + max + ", Member must have length greater than or equal to " + min + "]";
    }

    @Override
    String render(WireValue value) {
        return ((WireValue.Structure) value)
                .members().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + text.render(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }
}
