package io.anabranch.simulator.shape;

import io.anabranch.simulator.wire.WireValue;
import java.util.List;
import java.util.stream.Collectors;

/** A list of one shape, with a number of items. A null in it stays a null. */
public final class ListShape extends Shape {
    private final Shape item;
    private final int minItems;
    private final int maxItems;

    public ListShape(Shape item, int minItems, int maxItems) {
        this.item = item;
        this.minItems = minItems;
        this.maxItems = maxItems;
    }

    @Override
    WireValue coerce(WireValue value) {
        if (value instanceof WireValue.Items items) {
            return new WireValue.Items(items.values().stream().map(this::coerceItem).toList());
        }
        throw serialization(
                value instanceof WireValue.Structure ? "Start of structure or map found where not expected." : "Expected list or null");
    }

    private WireValue coerceItem(WireValue value) {
        return value instanceof WireValue.Nothing ? value : item.coerce(value);
    }

    @Override
    void check(WireValue value, String path, List<String> violations) {
        List<WireValue> values = ((WireValue.Items) value).values();
        if (values.size() < minItems) {
            violate(value, path, "Member must have length greater than or equal to " + minItems, violations);
        }
        if (values.size() > maxItems) {
            violate(value, path, "Member must have length less than or equal to " + maxItems, violations);
        }
        if (item instanceof TextShape text) {
            checkTexts(text, value, path, violations);
        } else {
            for (int i = 0; i < values.size(); i++) {
                checkItem(values.get(i), path + "." + (i + 1) + ".member", violations);
            }
        }
    }

    /** The service tells texts by their list, with everything they have to satisfy. */
    private void checkTexts(TextShape text, WireValue list, String path, List<String> violations) {
        boolean fine = ((WireValue.Items) list).values().stream().allMatch(each -> !(each instanceof WireValue.Nothing) && text.admits(each));
        if (!fine) {
            violate(list, path, "Member must satisfy constraint: [" + String.join(", ", text.constraints()) + "]", violations);
        }
    }

    private void checkItem(WireValue value, String path, List<String> violations) {
        if (value instanceof WireValue.Nothing) {
            violations.add(StructureShape.mustNotBeNull(path));
        } else {
            item.check(value, path, violations);
        }
    }

    @Override
    String render(WireValue value) {
        return ((WireValue.Items) value)
                .values().stream()
                        .map(each -> each instanceof WireValue.Nothing ? "null" : item.render(each))
                        .collect(Collectors.joining(", ", "[", "]"));
    }
}
