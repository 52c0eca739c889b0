package io.anabranch.samples.streams;

import io.anabranch.schema.client.SchemaClient;
import io.anabranch.schema.model.RegistryUnavailableException;
import io.anabranch.schema.serde.AvroDecoder;
import io.anabranch.schema.serde.Decoded;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Data as a line of text. Thread-safe. */
public final class Payload {
    private final Form form;
    private final AvroDecoder<Object> avro;

    /** What data is shown as. */
    public enum Form {
        /** Avro if it is in an envelope of the schema registry, else text if it is UTF-8, else hex. */
        AUTO,
        TEXT,
        HEX,
        AVRO
    }

    /** @param schemas where the schemas of envelopes are found */
    public Payload(Form form, SchemaClient schemas) {
        this.form = form;
        this.avro = AvroDecoder.values(schemas);
    }

    /** The data in the form asked for; what cannot be shown so is shown as hex. Blocks for the registry at the first record of a schema. */
    public String text(ByteBuffer data) throws RegistryUnavailableException {
        Optional<String> shown = switch (form) {
            case AUTO -> avro(data).or(() -> utf8(data));
            case TEXT -> utf8(data);
            case AVRO -> avro(data);
            case HEX -> Optional.empty();
        };
        return shown.orElseGet(() -> hex(data));
    }

    private Optional<String> avro(ByteBuffer data) throws RegistryUnavailableException {
        return avro.decodeOrRaw(data) instanceof Decoded.Value<Object> value ? Optional.of(value.value().toString()) : Optional.empty();
    }

    private static Optional<String> utf8(ByteBuffer data) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(data.duplicate()).toString();
            return text.chars().allMatch(c -> c >= ' ' && c != 0x7F || c == '\t') ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String hex(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
