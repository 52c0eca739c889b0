package io.anabranch.simulator.shape;

import io.anabranch.simulator.wire.WireValue;
import java.util.List;
import java.util.Locale;

/** A Boolean; the words true and false as text are taken too. */
public final class BooleanShape extends Shape {
    @Override
    WireValue coerce(WireValue value) {
        if (value instanceof WireValue.Bool) {
            return value;
        }
        if (value instanceof WireValue.Text text) {
            return fromText(text.value().toUpperCase(Locale.ROOT));
        }
        throw refuse(value, "an Boolean");
    }

    private static WireValue fromText(String upperCase) {
        if (!upperCase.equals("TRUE") && !upperCase.equals("FALSE")) {
            throw serialization("'" + told(upperCase) + "' can not be converted to an Boolean");
        }
        return new WireValue.Bool(upperCase.equals("TRUE"));
    }

    @Override
    void check(WireValue value, String path, List<String> violations) {
        // Both values are fine.
    }

    @Override
    String render(WireValue value) {
        return Boolean.toString(((WireValue.Bool) value).value());
    }
}
