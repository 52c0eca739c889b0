package io.anabranch.samples.flights;

import io.anabranch.schema.client.SchemaClient;
import io.anabranch.schema.model.SchemaException;
import io.anabranch.schema.serde.AvroDecoder;
import io.anabranch.schema.serde.AvroEncoder;
import java.nio.ByteBuffer;
import org.apache.avro.generic.GenericRecord;

/** Flights as record data, through the schema registry. Thread-safe; blocks for the registry at the first flight each way. */
public final class FlightCodec {
    private final AvroEncoder encoder;
    private final AvroDecoder<GenericRecord> decoder;

    public FlightCodec(SchemaClient client) {
        this.encoder = AvroEncoder.of(client, FlightSchema.NAME);
        this.decoder = AvroDecoder.records(client, FlightSchema.SCHEMA);
    }

    public byte[] encode(Flight flight) throws SchemaException {
        return encoder.encode(FlightSchema.toRecord(flight));
    }

    /** Reads the remaining bytes and does not move the buffer. */
    public Flight decode(ByteBuffer data) throws SchemaException {
        return FlightSchema.fromRecord(decoder.decode(data));
    }
}
