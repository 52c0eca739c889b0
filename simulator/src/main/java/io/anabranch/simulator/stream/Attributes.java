package io.anabranch.simulator.stream;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settings by name, as the journal keeps them: what is at its default is not there, so a new setting needs no new format. Immutable.
 *
 * @param values each of at most 65,535 bytes in UTF-8
 */
public record Attributes(SortedMap<String, String> values) {
    static final Attributes NONE = new Attributes(new TreeMap<>());

    private static final String TAG = "tag.";
    private static final String POLICY = "policy";

    public Attributes {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    long number(String name, long otherwise) {
        return text(name).map(Long::parseLong).orElse(otherwise);
    }

    Attributes with(String name, String value) {
        return with(Map.of(name, value));
    }

    Attributes with(String name, long value) {
        return with(name, Long.toString(value));
    }

    private Attributes with(Map<String, String> more) {
        SortedMap<String, String> changed = new TreeMap<>(values);
        changed.putAll(more);
        return new Attributes(changed);
    }

    Attributes without(String name) {
        SortedMap<String, String> changed = new TreeMap<>(values);
        changed.remove(name);
        return new Attributes(changed);
    }

    /** What has to be set to come from {@code before} to this; an empty value stands for what is there no more. */
    Attributes since(Attributes before) {
        SortedMap<String, String> changed = new TreeMap<>(values);
        changed.entrySet().removeAll(before.values.entrySet());
        for (String name : before.values.keySet()) if (!values.containsKey(name)) changed.put(name, "");
        return new Attributes(changed);
    }

    /** These with what {@link #since} gave. */
    Attributes changed(Attributes changes) {
        SortedMap<String, String> changed = new TreeMap<>(values);
        changed.putAll(changes.values);
        changes.values.forEach((name, value) -> {
            if (value.isEmpty()) changed.remove(name);
        });
        return new Attributes(changed);
    }

    /** By key. */
    SortedMap<String, String> tags() {
        SortedMap<String, String> tags = new TreeMap<>();
        values.tailMap(TAG).forEach((name, value) -> {
            if (name.startsWith(TAG)) tags.put(name.substring(TAG.length()), value);
        });
        return tags;
    }

    /** These tags beside and in place of those there are. */
    Attributes withTags(Map<String, String> tags) {
        SortedMap<String, String> changed = new TreeMap<>(values);
        tags.forEach((key, value) -> changed.put(TAG + key, value));
        return new Attributes(changed);
    }

    Attributes withoutTags(Iterable<String> keys) {
        SortedMap<String, String> changed = new TreeMap<>(values);
        for (String key : keys) changed.remove(TAG + key);
        return new Attributes(changed);
    }

    /** The resource policy, a JSON text. */
    Optional<String> policy() {
        return text(POLICY);
    }

    Attributes withPolicy(String policy) {
        return with(POLICY, policy);
    }

    Attributes withoutPolicy() {
        return without(POLICY);
    }
}
