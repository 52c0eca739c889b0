package io.anabranch.simulator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/** Writes a {@link WireValue} as a body. Thread-safe. */
public final class WireWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final CBORFactory CBOR = new CBORFactory();

    private WireWriter() {}

    public static byte[] write(WireFormat format, WireValue value) {
        var out = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = generator(format, out)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return out.toByteArray();
    }

    private static JsonGenerator generator(WireFormat format, ByteArrayOutputStream out) throws IOException {
        return switch (format) {
            case JSON -> JSON.createGenerator(out);
            case CBOR -> CBOR.createGenerator(out);
        };
    }

    private static void write(JsonGenerator out, WireValue value) throws IOException {
        if (value instanceof WireValue.Structure structure) {
            writeStructure(out, structure);
        } else if (value instanceof WireValue.Items items) {
            out.writeStartArray(items.values(), items.values().size());
            for (WireValue item : items.values()) {
                write(out, item);
            }
            out.writeEndArray();
        } else {
            writeScalar(out, value);
        }
    }

    private static void writeStructure(JsonGenerator out, WireValue.Structure structure) throws IOException {
        out.writeStartObject(structure, structure.members().size());
        for (Map.Entry<String, WireValue> member : structure.members().entrySet()) {
            out.writeFieldName(wellFormed(member.getKey()));
            write(out, member.getValue());
        }
        out.writeEndObject();
    }

    private static void writeScalar(JsonGenerator out, WireValue value) throws IOException {
        if (value instanceof WireValue.Text text) {
            out.writeString(wellFormed(text.value()));
        } else if (value instanceof WireValue.Num number) {
            writeNumber(out, number);
        } else if (value instanceof WireValue.Bool bool) {
            out.writeBoolean(bool.value());
        } else if (value instanceof WireValue.Time time) {
            writeTime(out, time.instant());
        } else if (value instanceof WireValue.Blob blob) {
            out.writeBinary(blob.bytes());
        } else {
            out.writeNull();
        }
    }

    /** With a question mark for each half of a surrogate pair: what a client sent may come back in an error's text, and has no UTF-8 then. */
    private static String wellFormed(String text) {
        return text.chars().anyMatch(unit -> Character.isSurrogate((char) unit)) ? new String(text.getBytes(UTF_8), UTF_8) : text;
    }

    private static void writeNumber(JsonGenerator out, WireValue.Num number) throws IOException {
        if (number.value() == number.whole()) {
            out.writeNumber(number.whole());
        } else {
            out.writeNumber(number.value());
        }
    }

    private static void writeTime(JsonGenerator out, Instant instant) throws IOException {
        if (out instanceof CBORGenerator cbor) {
            cbor.writeTag(1);
            cbor.writeNumber(instant.toEpochMilli());
        } else {
            out.writeNumber(BigDecimal.valueOf(instant.toEpochMilli(), 3).toPlainString());
        }
    }
}
