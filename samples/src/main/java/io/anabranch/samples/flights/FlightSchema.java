package io.anabranch.samples.flights;

import io.anabranch.schema.model.SchemaName;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** The Avro schema of a flight, and flights as Avro records. */
public final class FlightSchema {
    /** Registry and schema the samples register it under. */
    public static final SchemaName NAME = new SchemaName("samples", "flight");

    public static final String DEFINITION = """
            {
              "type": "record",
              "name": "Flight",
              "namespace": "io.anabranch.samples.flights",
              "fields": [
                {"name": "id", "type": "long", "doc": "running number over everything produced"},
                {"name": "departure", "type": {"type": "long", "logicalType": "timestamp-millis"}, "doc": "scheduled"},
                {"name": "delay", "type": "int", "doc": "minutes, negative if early"},
                {"name": "distance", "type": "int", "doc": "miles"},
                {"name": "origin", "type": "string", "doc": "airport code, the partition key"},
                {"name": "destination", "type": "string", "doc": "airport code"}
              ]
            }
            """;

    /** The one instance values are made with: an encoder knows a schema by its identity. */
    public static final Schema SCHEMA = new Schema.Parser().parse(DEFINITION);

    private FlightSchema() {}

    public static GenericRecord toRecord(Flight flight) {
        var record = new GenericData.Record(SCHEMA);
        record.put(0, flight.id());
        record.put(1, flight.departure().toEpochMilli());
        record.put(2, flight.delayMinutes());
        record.put(3, flight.distanceMiles());
        record.put(4, flight.origin());
        record.put(5, flight.destination());
        return record;
    }

    /** The flight in a record of {@link #SCHEMA}, or in one read in its shape. */
    public static Flight fromRecord(GenericRecord record) {
        return new Flight(
                (Long) record.get(0), Instant.ofEpochMilli((Long) record.get(1)), (Integer) record.get(2), (Integer) record.get(3),
                record.get(4).toString(), record.get(5).toString());
    }
}
