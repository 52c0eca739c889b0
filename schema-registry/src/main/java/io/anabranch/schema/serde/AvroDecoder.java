package io.anabranch.schema.serde;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.anabranch.schema.client.RegisteredSchema;
import io.anabranch.schema.client.SchemaClient;
import io.anabranch.schema.model.BadEnvelopeException;
import io.anabranch.schema.model.BadPayloadException;
import io.anabranch.schema.model.RegistryUnavailableException;
import io.anabranch.schema.model.UnknownSchemaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes Avro values of record data: finds the writer's schema by the id in the envelope, checks the body against it to the last byte, and reads it, into
 * the shape of a reader's schema if one is given. No class is ever made because a schema names it: generic values come as Avro's generic classes, and a
 * specific decoder makes the class it was given and those generated with it. Thread-safe; buffers of any kind are read and not moved.
 *
 * @param <T> what values are
 */
public final class AvroDecoder<T> {
    private static final int MAX_SCHEMAS = 1000;

    private final SchemaClient client;
    private final Class<T> type;
    private final GenericData data;
    private final @Nullable Schema reader;
    private final Cache<RegisteredSchema, Prepared> prepared = Caffeine.newBuilder().weakKeys().maximumSize(MAX_SCHEMAS).build();

    private record Prepared(BodyCheck check, DatumReader<Object> reader) {}

    private AvroDecoder(SchemaClient client, Class<T> type, GenericData data, @Nullable Schema reader) {
        this.client = client;
        this.type = type;
        this.data = data;
        this.reader = reader;
    }

    /** Records as they were written. */
    public static AvroDecoder<GenericRecord> records(SchemaClient client) {
        return new AvroDecoder<>(client, GenericRecord.class, GenericData.get(), null);
    }

    /** Records in the shape of {@code reader}, whatever version wrote them. */
    public static AvroDecoder<GenericRecord> records(SchemaClient client, Schema reader) {
        return new AvroDecoder<>(client, GenericRecord.class, GenericData.get(), reader);
    }

    /** Values of any schema, records or not, as Avro's generic classes. */
    public static AvroDecoder<Object> values(SchemaClient client) {
        return new AvroDecoder<>(client, Object.class, GenericData.get(), null);
    }

    /** Records of a generated class, in the shape of its schema. */
    public static <R extends SpecificRecord> AvroDecoder<R> specific(SchemaClient client, Class<R> type) {
        var data = new SpecificData(type.getClassLoader());
        return new AvroDecoder<>(client, type, data, data.getSchema(type));
    }

    public T decode(byte[] data) throws BadEnvelopeException, BadPayloadException, UnknownSchemaException, RegistryUnavailableException {
        return decode(ByteBuffer.wrap(data));
    }

    /**
     * Decodes the remaining bytes. Blocks for the registry at the first record of a schema. Whatever is thrown, the buffer is as it was.
     *
     * @throws BadEnvelopeException         if the bytes are no envelope: data nobody encoded
     * @throws UnknownSchemaException       if the registry has no such id: an envelope by accident, or of another registry
     * @throws RegistryUnavailableException if the registry did not answer: no fault of the record, try again
     * @throws BadPayloadException          if the body is not data of its schema, or cannot be read as the reader's
     */
    public T decode(ByteBuffer data) throws BadEnvelopeException, BadPayloadException, UnknownSchemaException, RegistryUnavailableException {
        Envelope envelope = Envelope.require(data);
        RegisteredSchema schema = client.schema(envelope.schemaId());
        Prepared known = prepared.get(schema, this::prepare);
        byte[] body = envelope.plainBody();
        known.check().check(body);
        return cast(read(known.reader(), body), schema);
    }

    /**
     * Decodes the remaining bytes, or hands them back untouched with the reason if they are not a record of the registry. An outage of the registry is
     * thrown: it says nothing about the data.
     */
    public Decoded<T> decodeOrRaw(ByteBuffer data) throws RegistryUnavailableException {
        try {
            return new Decoded.Value<>(decode(data));
        } catch (BadEnvelopeException | BadPayloadException | UnknownSchemaException e) {
            return new Decoded.Raw<>(data, e);
        }
    }

    private Prepared prepare(RegisteredSchema writer) {
        Schema wanted = reader == null ? writer.schema() : reader;
        @SuppressWarnings("unchecked")
        DatumReader<Object> datumReader = data.createDatumReader(writer.schema(), wanted);
        return new Prepared(BodyCheck.of(writer.schema()), datumReader);
    }

    private static Object read(DatumReader<Object> reader, byte[] body) throws BadPayloadException {
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(body, null));
        } catch (IOException | AvroRuntimeException | ClassCastException e) {
            throw new BadPayloadException("the body cannot be read as the reader's schema: " + e.getMessage(), e);
        }
    }

    private T cast(@Nullable Object value, RegisteredSchema schema) throws BadPayloadException {
        if (type.isInstance(value)) return type.cast(value);
        throw new BadPayloadException(-1, "", "schema " + schema.id() + " is of type " + schema.schema().getType() + ", wanted is " + type.getSimpleName());
    }
}
