package io.anabranch.simulator.shape;

import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.wire.WireValue;
import java.util.List;

/**
 * What one member of an input may be. First its type, which {@link #coerce} settles or refuses with a SerializationException; then its
 * constraints, of which {@link #check} lists all that are broken.
 */
public abstract class Shape {
    static final int MOST_TOLD = 64 << 10;
    static final String NUMBER_CLASS = "class com.amazon.coral.value.json.numbers.TruncatingBigNumber";

    /** The value as this shape holds it. */
    abstract WireValue coerce(WireValue value);

    /** Adds a sentence for each broken constraint. */
    abstract void check(WireValue value, String path, List<String> violations);

    /** The value as it stands in a violation. */
    abstract String render(WireValue value);

    /** A scalar met a list or an object. */
    static StreamException refuse(WireValue value, String conversion) {
        if (value instanceof WireValue.Items) {
            return serialization("Start of list found where not expected");
        }
        if (value instanceof WireValue.Structure) {
            return serialization("Start of structure or map found where not expected.");
        }
        return serialization(javaClass(value) + " can not be converted to " + conversion);
    }

    private static String javaClass(WireValue value) {
        if (value instanceof WireValue.Bool) {
            return "class java.lang.Boolean";
        }
        if (value instanceof WireValue.Text) {
            return "class java.lang.String";
        }
        return value instanceof WireValue.Blob ? "class java.nio.HeapByteBuffer" : NUMBER_CLASS;
    }

    static StreamException serialization(String text) {
        return new StreamException(ErrorType.SERIALIZATION, text);
    }

    /** A value as texts of errors show it: of one that is very long the beginning, for it may stand there ten times. */
    static String told(String value) {
        return value.length() <= MOST_TOLD ? value : value.substring(0, MOST_TOLD) + "...";
    }

    final void violate(WireValue value, String path, String constraint, List<String> violations) {
        violations.add("Value '" + told(render(value)) + "' at '" + path + "' failed to satisfy constraint: " + constraint);
    }
}
