package io.anabranch.simulator.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;

/** One JSON object a line; the last says how many records stand before it. */
final class JsonLinesWriter implements TransferWriter {
    private final JsonGenerator out;
    private long records;

    JsonLinesWriter(OutputStream target, StreamOutline outline) throws IOException {
        out = OutlineJson.FACTORY.createGenerator(target);
        out.setRootValueSeparator(new SerializedString("\n"));
        OutlineJson.write(out, outline);
    }

    @Override
    public void write(TransferRecord record) throws IOException {
        out.writeStartObject();
        out.writeStringField(Fields.SHARD, record.shard().toString());
        out.writeStringField(Fields.SEQUENCE, record.sequenceNumber().toString());
        out.writeStringField(Fields.ARRIVAL, record.arrival().toString());
        if (record.encrypted()) out.writeStringField(Fields.ENCRYPTION, Fields.KMS);
        if (record.partitionKey().isPresent()) out.writeStringField(Fields.KEY, record.partitionKey().get());
        out.writeBinaryField(Fields.DATA, record.bytes());
        out.writeEndObject();
        records++;
    }

    @Override
    public void close() throws IOException {
        Trailer.write(out, records);
        out.writeRaw('\n');
        out.close();
    }
}
