package io.anabranch.simulator.shape;

import io.anabranch.simulator.wire.WireValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A string, with a length in UTF-16 units, a pattern and the values it may have. */
public final class TextShape extends Shape {
    private static final int MOST_MATCHED = 4096;

    private final int minLength;
    private final int maxLength;
    private final @Nullable Pattern pattern;
    private final List<String> values;

    private TextShape(int minLength, int maxLength, @Nullable Pattern pattern, List<String> values) {
        this.minLength = minLength;
        this.maxLength = maxLength;
        this.pattern = pattern;
        this.values = values;
    }

    public static TextShape any() {
        return new TextShape(0, Integer.MAX_VALUE, null, List.of());
    }

    public static TextShape oneOf(String... values) {
        return new TextShape(0, Integer.MAX_VALUE, null, List.of(values));
    }

    public TextShape length(int min, int max) {
        return new TextShape(min, max, pattern, values);
    }

    public TextShape pattern(String regex) {
        return new TextShape(minLength, maxLength, Pattern.compile(regex), values);
    }

    @Override
    WireValue coerce(WireValue value) {
        if (value instanceof WireValue.Text) {
            return value;
        }
        throw refuse(value, "an String");
    }

    @Override
    void check(WireValue value, String path, List<String> violations) {
        for (String constraint : broken(text(value))) {
            violate(value, path, constraint, violations);
        }
    }

    /** What is told of all items of a list if one of them breaks something. */
    List<String> constraints() {
        List<String> all = new ArrayList<>();
        if (maxLength < Integer.MAX_VALUE) {
            all.add("Member must have length less than or equal to " + maxLength);
            all.add("Member must have length greater than or equal to " + minLength);
        }
        if (pattern != null) {
            all.add("Member must satisfy regular expression pattern: " + pattern);
        }
        if (!values.isEmpty()) {
            all.add("Member must satisfy enum value set: " + values);
        }
        return all;
    }

    boolean admits(WireValue value) {
        return broken(text(value)).isEmpty();
    }

    private List<String> broken(String text) {
        List<String> broken = new ArrayList<>();
        if (pattern != null && !matches(pattern, text)) {
            broken.add("Member must satisfy regular expression pattern: " + pattern);
        }
        if (text.length() < minLength) {
            broken.add("Member must have length greater than or equal to " + minLength);
        }
        if (text.length() > maxLength) {
            broken.add("Member must have length less than or equal to " + maxLength);
        }
        if (!values.isEmpty() && !values.contains(text)) {
            broken.add("Member must satisfy enum value set: " + values);
        }
        return broken;
    }

    /** A long text is not held against the pattern, which for an ARN takes time with the cube of the length: too long, it is refused for that. */
    private boolean matches(Pattern expected, String text) {
        return text.length() > MOST_MATCHED ? maxLength < text.length() : expected.matcher(text).matches();
    }

    @Override
    String render(WireValue value) {
        return text(value);
    }

    private static String text(WireValue value) {
        return ((WireValue.Text) value).value();
    }
}
