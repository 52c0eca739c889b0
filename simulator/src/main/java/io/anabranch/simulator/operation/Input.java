package io.anabranch.simulator.operation;

import io.anabranch.simulator.wire.WireValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Members of an input after its types and constraints were found to hold. */
final class Input {
    private final Map<String, WireValue> members;

    Input(Map<String, WireValue> members) {
        this.members = members;
    }

    boolean has(String member) {
        return members.containsKey(member);
    }

    Optional<String> text(String member) {
        return find(member, WireValue.Text.class).map(WireValue.Text::value);
    }

    String requiredText(String member) {
        return text(member).orElseThrow(() -> missing(member));
    }

    Optional<Integer> integer(String member) {
        return find(member, WireValue.Num.class).map(number -> (int) number.whole());
    }

    int requiredInteger(String member) {
        return integer(member).orElseThrow(() -> missing(member));
    }

    Optional<Boolean> flag(String member) {
        return find(member, WireValue.Bool.class).map(WireValue.Bool::value);
    }

    /** Texts by text; none if the member is missing. */
    Map<String, String> map(String member) {
        Map<String, String> texts = new LinkedHashMap<>();
        structure(member).ifPresent(map -> map.members.forEach((key, value) -> texts.put(key, ((WireValue.Text) value).value())));
        return texts;
    }

    Optional<Instant> time(String member) {
        return find(member, WireValue.Time.class).map(WireValue.Time::instant);
    }

    byte[] requiredBytes(String member) {
        return find(member, WireValue.Blob.class).map(WireValue.Blob::bytes).orElseThrow(() -> missing(member));
    }

    Optional<Input> structure(String member) {
        return find(member, WireValue.Structure.class).map(value -> new Input(value.members()));
    }

    /** The structures of a required list. */
    List<Input> structures(String member) {
        return find(member, WireValue.Items.class).orElseThrow(() -> missing(member)).values().stream()
                .map(value -> new Input(((WireValue.Structure) value).members()))
                .toList();
    }

    /** The texts of a required list. */
    List<String> texts(String member) {
        return find(member, WireValue.Items.class).orElseThrow(() -> missing(member)).values().stream()
                .map(value -> ((WireValue.Text) value).value())
                .toList();
    }

    private <T extends WireValue> Optional<T> find(String member, Class<T> type) {
        return Optional.ofNullable(members.get(member)).map(type::cast);
    }

    private static IllegalStateException missing(String member) {
        return new IllegalStateException("the shape of this operation does not require " + member);
    }
}
