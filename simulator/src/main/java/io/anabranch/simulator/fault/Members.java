package io.anabranch.simulator.fault;

import io.anabranch.simulator.wire.WireValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Members of one JSON object, each read once. What is of the wrong type is an {@link IllegalArgumentException}. */
final class Members {
    private final Map<String, WireValue> left;
    private final Set<String> asked = new TreeSet<>();

    Members(WireValue object) {
        if (!(object instanceof WireValue.Structure structure)) throw new IllegalArgumentException("is not an object");
        left = new HashMap<>(structure.members());
    }

    Optional<String> text(String name) {
        return take(name, WireValue.Text.class, "a text").map(WireValue.Text::value);
    }

    Optional<Double> number(String name) {
        return take(name, WireValue.Num.class, "a number").map(WireValue.Num::value);
    }

    Optional<Long> whole(String name) {
        return take(name, WireValue.Num.class, "a number").map(number -> whole(name, number));
    }

    private static long whole(String name, WireValue.Num number) {
        if (number.value() != number.whole()) throw new IllegalArgumentException(name + " must be a whole number, was " + number.value());
        return number.whole();
    }

    List<WireValue> items(String name) {
        return take(name, WireValue.Items.class, "a list").map(WireValue.Items::values).orElse(List.of());
    }

    Optional<Integer> wholeInt(String name) {
        return take(name, WireValue.Num.class, "a number").map(number -> wholeInt(name, number));
    }

    List<Integer> wholeInts(String name) {
        return items(name).stream().map(item -> {
            if (!(item instanceof WireValue.Num number)) throw new IllegalArgumentException(name + " must be whole numbers");
            return wholeInt(name, number);
        }).toList();
    }

    private static int wholeInt(String name, WireValue.Num number) {
        long value = whole(name, number);
        if (value != (int) value) throw new IllegalArgumentException(name + " is out of range: " + value);
        return (int) value;
    }

    /** Members that say nothing. */
    void drop(String... names) {
        for (String name : names) left.remove(name);
    }

    private <T extends WireValue> Optional<T> take(String name, Class<T> type, String said) {
        asked.add(name);
        WireValue value = left.remove(name);
        if (value != null && !type.isInstance(value)) throw new IllegalArgumentException(name + " must be " + said);
        return Optional.ofNullable(value).map(type::cast);
    }

    void requireAllRead() {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + String.join(", ", new TreeSet<>(left.keySet())) + "; there are: " + String.join(", ", asked));
        }
    }
}
