package io.anabranch.simulator.shape;

import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.wire.WireValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An object with members of their own shapes, some of them required; other members are ignored. */
public final class StructureShape extends Shape {
    private static final int MAX_VIOLATIONS = 10;

    private final String name;
    private final Map<String, Member> members = new LinkedHashMap<>();

    private record Member(Shape shape, boolean required) {}

    /** A shape without members yet; {@code name} is the service's own for it, as violations show it. */
    public StructureShape(String name) {
        this.name = name;
    }

    public StructureShape required(String member, Shape shape) {
        members.put(member, new Member(shape, true));
        return this;
    }

    public StructureShape optional(String member, Shape shape) {
        members.put(member, new Member(shape, false));
        return this;
    }

    /**
     * Checks a whole body.
     *
     * @throws StreamException SERIALIZATION if a member has another type, else VALIDATION with up to ten broken constraints
     */
    public Input validate(WireValue body) {
        WireValue value = coerce(body);
        List<String> violations = new ArrayList<>();
        check(value, "", violations);
        if (!violations.isEmpty()) {
            throw refusal(violations);
        }
        return new Input(((WireValue.Structure) value).members());
    }

    public static StreamException refusal(List<String> violations) {
        return new StreamException(ErrorType.VALIDATION, joined(violations));
    }

    private static String joined(List<String> violations) {
        List<String> told = violations.subList(0, Math.min(MAX_VIOLATIONS, violations.size()));
        return told.size() + " validation error" + (told.size() == 1 ? "" : "s") + " detected: " + String.join("; ", told);
    }

    @Override
    WireValue coerce(WireValue value) {
        if (value instanceof WireValue.Structure structure) {
            return coerceMembers(structure.members());
        }
        throw serialization(value instanceof WireValue.Items ? "Start of list found where not expected" : "Expected null");
    }

    private WireValue coerceMembers(Map<String, WireValue> given) {
        Map<String, WireValue> known = new LinkedHashMap<>();
        members.forEach((member, definition) -> {
            WireValue value = given.get(member);
            if (value != null) {
                known.put(member, definition.shape.coerce(value));
            }
        });
        return new WireValue.Structure(known);
    }

    @Override
    void check(WireValue value, String path, List<String> violations) {
        Map<String, WireValue> given = ((WireValue.Structure) value).members();
        members.forEach((member, definition) -> {
            String memberPath = (path.isEmpty() ? "" : path + ".") + lowerCaseFirst(member);
            WireValue each = given.get(member);
            if (each != null) {
                definition.shape.check(each, memberPath, violations);
            } else if (definition.required) {
                violations.add(mustNotBeNull(memberPath));
            }
        });
    }

    static String mustNotBeNull(String path) {
        return "Value null at '" + path + "' failed to satisfy constraint: Member must not be null";
    }

    private static String lowerCaseFirst(String member) {
        return Character.toLowerCase(member.charAt(0)) + member.substring(1);
    }

    @Override
    String render(WireValue value) {
        Map<String, WireValue> given = ((WireValue.Structure) value).members();
        int hash = 17;
        for (Map.Entry<String, Member> member : members.entrySet()) {
            WireValue each = given.get(member.getKey());
            hash = hash * 31 + (each == null ? 0 : member.getValue().shape.render(each).hashCode());
        }
        return "com.amazonaws.kinesis.v20131202." + name + "@" + Integer.toHexString(hash);
    }
}
