package io.anabranch.simulator.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.Deflater;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;

/**
 * A container file, its blocks deflated. The last block is an empty one: a file that ends with another was cut off. Other readers pass over it.
 */
final class AvroWriter implements TransferWriter {
    static final String OUTLINE = "anabranch.stream";
    static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "StreamRecord", "namespace": "io.anabranch", "fields": [
              {"name": "shardId", "type": "string"},
              {"name": "sequenceNumber", "type": "string"},
              {"name": "arrival", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "partitionKey", "type": ["null", "string"], "default": null},
              {"name": "data", "type": "bytes"},
              {"name": "encryptionType", "type": ["null", "string"], "default": null}]}""");
    /** No record, in two bytes: nothing, deflated. As Avro encodes it. */
    private static final byte[] EMPTY_BLOCK = {0, 2 * 2, 3, 0};

    static final int END_LENGTH = EMPTY_BLOCK.length + DataFileConstants.SYNC_SIZE;

    private final DataFileWriter<GenericRecord> out = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA));
    private final OutputStream target;
    private final byte[] sync;

    AvroWriter(OutputStream target, StreamOutline outline) throws IOException {
        this.target = target;
        String text = OutlineJson.text(outline);
        sync = sync(text);
        out.setCodec(CodecFactory.deflateCodec(Deflater.BEST_SPEED));
        out.setMeta(OUTLINE, text);
        out.create(SCHEMA, target, sync);
    }

    /** What stands behind each block: differs from file to file, and is told by the outline. */
    private static byte[] sync(String outline) {
        try {
            return MessageDigest.getInstance("MD5").digest(outline.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** The end of a whole file. */
    static byte[] end(String outline) {
        return ByteBuffer.allocate(END_LENGTH).put(EMPTY_BLOCK).put(sync(outline)).array();
    }

    @Override
    public void write(TransferRecord record) throws IOException {
        GenericRecord values = new GenericData.Record(SCHEMA);
        values.put(Fields.SHARD, record.shard().toString());
        values.put(Fields.SEQUENCE, record.sequenceNumber().toString());
        values.put(Fields.ARRIVAL, record.arrivalMillis());
        values.put(Fields.KEY, record.partitionKey().orElse(null));
        values.put(Fields.DATA, record.data().duplicate());
        values.put(Fields.ENCRYPTION, record.encrypted() ? Fields.KMS : null);
        out.append(values);
    }

    @Override
    public void close() throws IOException {
        out.flush();
        target.write(EMPTY_BLOCK);
        target.write(sync);
        out.close();
    }
}
