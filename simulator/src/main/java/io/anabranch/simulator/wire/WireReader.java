package io.anabranch.simulator.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a whole body into a {@link WireValue}. Thread-safe. */
public final class WireReader {
    static final int MAX_DEPTH = 64;
    /** Far more than any request that could be valid has; each of them costs a hundred times the bytes it has in the body. */
    static final int MAX_TOKENS = 500_000;

    private static final int TAG_EPOCH_TIME = 1;
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(400)
            .maxStringLength(64 << 20)
            .maxTokenCount(MAX_TOKENS)
            .build();
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(LIMITS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private static final CBORFactory CBOR = CBORFactory.builder()
            .streamReadConstraints(LIMITS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private WireReader() {}

    /**
     * Reads an object or an array, and nothing after it.
     *
     * @throws WireException if the body is anything else
     */
    public static WireValue read(WireFormat format, byte[] body) throws WireException {
        try (JsonParser parser = parser(format, body)) {
            JsonToken first = parser.nextToken();
            if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
                throw new WireException("neither an object nor an array: " + first);
            }
            WireValue value = value(parser);
            if (parser.nextToken() != null) {
                throw new WireException("bytes after the body's end");
            }
            return value;
        } catch (IOException | RuntimeException e) {
            // Jackson reports some damaged CBOR by unchecked exceptions; either way the body is not readable.
            throw new WireException("unreadable " + format + " body", e);
        }
    }

    private static JsonParser parser(WireFormat format, byte[] body) throws IOException {
        return switch (format) {
            case JSON -> JSON.createParser(body);
            case CBOR -> CBOR.createParser(body);
        };
    }

    private static WireValue value(JsonParser parser) throws IOException, WireException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new WireException("body ends too early");
        }
        return switch (token) {
            case START_OBJECT -> structure(parser);
            case START_ARRAY -> items(parser);
            case VALUE_STRING -> new WireValue.Text(parser.getText());
            case VALUE_TRUE -> new WireValue.Bool(true);
            case VALUE_FALSE -> new WireValue.Bool(false);
            case VALUE_NULL -> new WireValue.Nothing();
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> fraction(parser);
            case VALUE_EMBEDDED_OBJECT -> embedded(parser);
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE -> throw new WireException("unexpected " + token);
        };
    }

    private static WireValue structure(JsonParser parser) throws IOException, WireException {
        Map<String, WireValue> members = new LinkedHashMap<>();
        JsonToken token = parser.nextToken();
        while (token == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            WireValue value = value(parser);
            if (value instanceof WireValue.Nothing) {
                members.remove(name);
            } else {
                members.put(name, value);
            }
            token = parser.nextToken();
        }
        if (token != JsonToken.END_OBJECT) {
            throw new WireException("object does not end: " + token);
        }
        return new WireValue.Structure(members);
    }

    private static WireValue items(JsonParser parser) throws IOException, WireException {
        List<WireValue> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return new WireValue.Items(values);
    }

    private static WireValue whole(JsonParser parser) throws IOException {
        boolean time = isTime(parser);
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            BigInteger value = parser.getBigIntegerValue();
            return new WireValue.Num(value.doubleValue(), value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE);
        }
        long value = parser.getLongValue();
        return time ? new WireValue.Time(Instant.ofEpochMilli(value)) : WireValue.Num.of(value);
    }

    private static WireValue fraction(JsonParser parser) throws IOException {
        boolean time = isTime(parser);
        double value = parser.getDoubleValue();
        return time ? new WireValue.Time(Instant.ofEpochMilli(Math.round(value * 1000))) : WireValue.Num.of(value);
    }

    private static boolean isTime(JsonParser parser) {
        return parser instanceof CBORParser cbor && cbor.getCurrentTag() == TAG_EPOCH_TIME;
    }

    private static WireValue embedded(JsonParser parser) throws IOException {
        // CBOR's "undefined" comes as an embedded null.
        return parser.getEmbeddedObject() == null ? new WireValue.Nothing() : new WireValue.Blob(parser.getBinaryValue());
    }
}
