package io.anabranch.simulator.shape;

import io.anabranch.simulator.wire.WireValue;
import java.util.List;

/** An Integer: fractions are rounded down, values beyond 32 bits held at their ends. */
public final class NumberShape extends Shape {
    private final long min;
    private final long max;

    private NumberShape(long min, long max) {
        this.min = min;
        this.max = max;
    }

    public static NumberShape integer(int min, int max) {
        return new NumberShape(min, max);
    }

    @Override
    WireValue coerce(WireValue value) {
        if (value instanceof WireValue.Num number) {
            return WireValue.Num.of(Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number.whole())));
        }
        throw refuse(value, "an Integer");
    }

    @Override
    void check(WireValue value, String path, List<String> violations) {
        long number = ((WireValue.Num) value).whole();
        if (number < min) {
            violate(value, path, "Member must have value greater than or equal to " + min, violations);
        }
        if (number > max) {
            violate(value, path, "Member must have value less than or equal to " + max, violations);
        }
    }

    @Override
    String render(WireValue value) {
        return Long.toString(((WireValue.Num) value).whole());
    }
}
