package io.anabranch.simulator.shape;

import io.anabranch.simulator.wire.WireValue;
import java.time.Instant;
import java.util.List;

/** A moment: a tagged one in CBOR, or a number of epoch seconds with a fraction. */
public final class TimestampShape extends Shape {
    @Override
    WireValue coerce(WireValue value) {
        if (value instanceof WireValue.Time) {
            return value;
        }
        if (value instanceof WireValue.Num number) {
            return new WireValue.Time(Instant.ofEpochMilli(Math.round(number.value() * 1000)));
        }
        if (value instanceof WireValue.Items || value instanceof WireValue.Structure) {
            throw refuse(value, "");
        }
        throw refuse(value, "milliseconds since epoch");
    }

    @Override
    void check(WireValue value, String path, List<String> violations) {
        // Any moment is one; the operations say which they take.
    }

    @Override
    String render(WireValue value) {
        return ((WireValue.Time) value).instant().toString();
    }
}
