package io.anabranch.simulator.operation;

import io.anabranch.simulator.wire.WireValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts an output together, member by member. */
final class Output {
    static final WireValue.Structure NONE = new Output().done();

    private final Map<String, WireValue> members = new LinkedHashMap<>();

    Output text(String member, String value) {
        return value(member, new WireValue.Text(value));
    }

    Output text(String member, Optional<?> value) {
        value.ifPresent(present -> text(member, present.toString()));
        return this;
    }

    Output number(String member, long value) {
        return value(member, WireValue.Num.of(value));
    }

    Output flag(String member, boolean value) {
        return value(member, new WireValue.Bool(value));
    }

    /** A moment in whole seconds, as the service tells creation times. */
    Output second(String member, Instant value) {
        return value(member, new WireValue.Time(value.truncatedTo(ChronoUnit.SECONDS)));
    }

    Output items(String member, List<? extends WireValue> values) {
        return value(member, new WireValue.Items(List.copyOf(values)));
    }

    Output value(String member, WireValue value) {
        members.put(member, value);
        return this;
    }

    WireValue.Structure done() {
        return new WireValue.Structure(members);
    }
}
