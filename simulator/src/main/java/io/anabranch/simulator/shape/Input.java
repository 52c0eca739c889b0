package io.anabranch.simulator.shape;

import io.anabranch.simulator.wire.WireValue;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Members of an input after its types and constraints were found to hold. */
public final class Input {
    private final Map<String, WireValue> members;

    Input(Map<String, WireValue> members) {
        this.members = members;
    }

    public boolean has(String member) {
        return members.containsKey(member);
    }

    public Optional<String> text(String member) {
        return find(member, WireValue.Text.class).map(WireValue.Text::value);
    }

    public String requiredText(String member) {
        return text(member).orElseThrow(() -> missing(member));
    }

    public Optional<Integer> integer(String member) {
        return find(member, WireValue.Num.class).map(number -> (int) number.whole());
    }

    public int requiredInteger(String member) {
        return integer(member).orElseThrow(() -> missing(member));
    }

    public Optional<Boolean> flag(String member) {
        return find(member, WireValue.Bool.class).map(WireValue.Bool::value);
    }

    /** Texts by text; none if the member is missing. */
    public Map<String, String> map(String member) {
        Map<String, String> texts = new LinkedHashMap<>();
        structure(member).ifPresent(map -> map.members.forEach((key, value) -> texts.put(key, ((WireValue.Text) value).value())));
        return texts;
    }

    public Optional<Instant> time(String member) {
        return find(member, WireValue.Time.class).map(WireValue.Time::instant);
    }

    public byte[] requiredBytes(String member) {
        return find(member, WireValue.Blob.class).map(WireValue.Blob::bytes).orElseThrow(() -> missing(member));
    }

    public Optional<Input> structure(String member) {
        return find(member, WireValue.Structure.class).map(value -> new Input(value.members()));
    }

    /** The structures of a required list. */
    public List<Input> structures(String member) {
        return find(member, WireValue.Items.class).orElseThrow(() -> missing(member)).values().stream()
                .map(value -> new Input(((WireValue.Structure) value).members()))
                .toList();
    }

    /** The texts of a required list. */
    public List<String> texts(String member) {
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
