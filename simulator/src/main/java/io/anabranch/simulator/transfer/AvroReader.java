package io.anabranch.simulator.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Reads what {@link AvroWriter} writes, and files of any schema that Avro resolves to its own. */
final class AvroReader implements TransferReader {
    private final DataFileStream<GenericRecord> in;
    private final StreamOutline outline;
    private long records;

    AvroReader(InputStream source) throws IOException {
        try {
            in = new DataFileStream<>(source, new GenericDatumReader<>(null, AvroWriter.SCHEMA));
        } catch (IOException | AvroRuntimeException e) {
            throw new BadTransferException("header", "not an Avro container file: " + e.getMessage(), e);
        }
        String text = in.getMetaString(AvroWriter.OUTLINE);
        if (text == null) throw new BadTransferException("header", "no outline of a stream: no metadata " + AvroWriter.OUTLINE);
        outline = OutlineJson.parse(text, "header");
    }

    @Override
    public StreamOutline outline() {
        return outline;
    }

    @Override
    public Optional<TransferRecord> next() throws BadTransferException {
        try {
            if (!in.hasNext()) {
                // A block that is cut off is an end to the library, but only when asked the first time.
                if (in.hasNext()) throw new BadTransferException("record " + (records + 1), "the file is cut off");
                return Optional.empty();
            }
            records++;
            return Optional.of(record(in.next()));
        } catch (AvroRuntimeException | NoSuchElementException | IllegalArgumentException e) {
            throw new BadTransferException(place(), "damaged: " + e.getMessage(), e);
        }
    }

    private static TransferRecord record(GenericRecord values) {
        @Nullable Object key = values.get(Fields.KEY);
        return new TransferRecord(
                Fields.shardId(values.get(Fields.SHARD).toString()),
                Fields.number(values.get(Fields.SEQUENCE).toString()),
                (Long) values.get(Fields.ARRIVAL),
                Optional.ofNullable(key).map(Object::toString),
                (ByteBuffer) values.get(Fields.DATA));
    }

    @Override
    public String place() {
        return "record " + records;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
