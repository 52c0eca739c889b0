package io.anabranch.simulator.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireValue;
import io.anabranch.simulator.wire.WireWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a route answers. */
public record Reply(int status, String contentType, byte[] body) {
    private static final String JSON = "application/json";

    /** 200 with a body that is JSON already. */
    public static Reply json(byte[] body) {
        return new Reply(200, JSON, body);
    }

    /**
     * 200 with a JSON object.
     *
     * @param namesAndValues in turn; a value is a whole number, or a text
     */
    public static Reply json(Object... namesAndValues) {
        Map<String, WireValue> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) members.put((String) namesAndValues[i], value(namesAndValues[i + 1]));
        return json(WireWriter.write(WireFormat.JSON, new WireValue.Structure(members)));
    }

    private static WireValue value(Object value) {
        return value instanceof Number number ? WireValue.Num.of(number.longValue()) : new WireValue.Text(value.toString());
    }

    /** 200 with a text. */
    public static Reply text(String contentType, String text) {
        return new Reply(200, contentType, text.getBytes(UTF_8));
    }

    static Reply error(int status, String message) {
        return new Reply(status, JSON, json("error", message).body);
    }
}
