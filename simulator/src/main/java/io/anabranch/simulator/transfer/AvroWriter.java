package io.anabranch.simulator.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/** A container file, its blocks deflated. */
final class AvroWriter implements TransferWriter {
    static final String OUTLINE = "anabranch.stream";
    static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "StreamRecord", "namespace": "io.anabranch", "fields": [
              {"name": "shardId", "type": "string"},
              {"name": "sequenceNumber", "type": "string"},
              {"name": "arrival", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "partitionKey", "type": ["null", "string"], "default": null},
              {"name": "data", "type": "bytes"}]}""");

    private final DataFileWriter<GenericRecord> out = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA));

    AvroWriter(OutputStream target, StreamOutline outline) throws IOException {
        out.setCodec(CodecFactory.deflateCodec(Deflater.BEST_SPEED));
        out.setMeta(OUTLINE, OutlineJson.text(outline));
        out.create(SCHEMA, target);
    }

    @Override
    public void write(TransferRecord record) throws IOException {
        GenericRecord values = new GenericData.Record(SCHEMA);
        values.put(Fields.SHARD, record.shard().toString());
        values.put(Fields.SEQUENCE, record.sequenceNumber().toString());
        values.put(Fields.ARRIVAL, record.arrivalMillis());
        values.put(Fields.KEY, record.partitionKey().orElse(null));
        values.put(Fields.DATA, record.data().duplicate());
        out.append(values);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
