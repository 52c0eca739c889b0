package io.anabranch.simulator.transfer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.OutputStream;

/** One JSON object a line. */
final class JsonLinesWriter implements TransferWriter {
    private final JsonGenerator out;

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
        if (record.partitionKey().isPresent()) out.writeStringField(Fields.KEY, record.partitionKey().get());
        out.writeBinaryField(Fields.DATA, record.bytes());
        out.writeEndObject();
    }

    @Override
    public void close() throws IOException {
        out.writeRaw('\n');
        out.close();
    }
}
