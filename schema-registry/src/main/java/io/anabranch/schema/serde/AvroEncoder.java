package io.anabranch.schema.serde;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.anabranch.schema.client.SchemaClient;
import io.anabranch.schema.model.BadPayloadException;
import io.anabranch.schema.model.RegistryUnavailableException;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.UUID;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Makes record data of Avro values, generic or specific: the envelope, then the bare Avro body. A schema is registered under the encoder's name when its
 * first value comes. The id is then found by the identity of the Schema object, not by its text, so use one instance for all values. Thread-safe.
 */
public final class AvroEncoder {
    private static final int MAX_SCHEMAS = 1000;

    private final SchemaClient client;
    private final SchemaName name;
    private final Compression compression;
    private final Cache<Schema, Prepared> prepared = Caffeine.newBuilder().weakKeys().maximumSize(MAX_SCHEMAS).build();

    private record Prepared(UUID id, DatumWriter<Object> writer) {}

    private AvroEncoder(SchemaClient client, SchemaName name, Compression compression) {
        this.client = client;
        this.name = name;
        this.compression = compression;
    }

    /** An encoder that registers its schemas as versions of {@code name} and does not compress. */
    public static AvroEncoder of(SchemaClient client, SchemaName name) {
        return new AvroEncoder(client, name, Compression.NONE);
    }

    public AvroEncoder withCompression(Compression value) {
        return new AvroEncoder(client, name, value);
    }

    /**
     * Encodes one value by its own schema. Blocks for the registry at the first value of a schema, never later.
     *
     * @throws BadPayloadException    if the value does not fit its schema (a null in a field that has none, a text in a number)
     * @throws SchemaRefusedException if the registry will not have the schema as a version of this name
     */
    public byte[] encode(GenericContainer value) throws RegistryUnavailableException, SchemaRefusedException, BadPayloadException {
        Prepared schema = prepared(value.getSchema());
        var out = new ByteArrayOutputStream(128);
        if (compression == Compression.ZLIB) {
            write(schema.writer(), value, out);
            return Envelope.wrap(schema.id(), compression, out.toByteArray());
        }
        out.writeBytes(Envelope.header(schema.id(), compression));
        write(schema.writer(), value, out);
        return out.toByteArray();
    }

    private Prepared prepared(Schema schema) throws RegistryUnavailableException, SchemaRefusedException {
        Prepared known = prepared.getIfPresent(schema);
        if (known != null) return known;
        // Two threads may both come here; the client asks once and both get the same id.
        var fresh = new Prepared(client.register(name, schema), new SpecificDatumWriter<>(schema));
        prepared.put(schema, fresh);
        return fresh;
    }

    private static void write(DatumWriter<Object> writer, Object value, ByteArrayOutputStream out) throws BadPayloadException {
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new BadPayloadException("the value does not fit its schema: " + e.getMessage(), e);
        }
    }
}
