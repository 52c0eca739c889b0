package io.anabranch.simulator.transfer;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * The outline as a comment, the names of the columns, then a row a record; an empty partition key is none. A comment at the end says how
 * many records there are.
 */
final class CsvWriter implements TransferWriter {
    static final String COMMENT = "# ";
    static final String COLUMNS = String.join(",", Fields.NAMES);

    private final Writer out;
    private long records;

    CsvWriter(OutputStream target, StreamOutline outline) throws IOException {
        out = new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8), 1 << 16);
        out.write(COMMENT + OutlineJson.text(outline) + "\n" + COLUMNS + "\n");
    }

    @Override
    public void write(TransferRecord record) throws IOException {
        out.write(record.shard().toString());
        out.write(',');
        out.write(record.sequenceNumber().toString());
        out.write(',');
        out.write(record.arrival().toString());
        out.write(',');
        out.write(quoted(record.partitionKey().orElse("")));
        out.write(',');
        out.write(Fields.base64(record));
        out.write(record.encrypted() ? "," + Fields.KMS + "\n" : ",\n");
        records++;
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws IOException {
        out.write(COMMENT + Trailer.text(records) + "\n");
        out.close();
    }
}
