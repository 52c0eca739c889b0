package io.anabranch.simulator.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Reads what {@link AvroWriter} writes, and files of any schema that Avro resolves to its own. */
final class AvroReader implements TransferReader {
    private final LastBytes source;
    private final DataFileStream<GenericRecord> in;
    private final StreamOutline outline;
    /** Nothing if the file has no end of its own. */
    private final byte[] end;
    private long records;

    AvroReader(InputStream file) throws IOException {
        source = new LastBytes(file, AvroWriter.END_LENGTH);
        try {
            in = new DataFileStream<>(source, new GenericDatumReader<>(null, AvroWriter.SCHEMA));
        } catch (IOException | AvroRuntimeException e) {
            throw new BadTransferException("header", "not an Avro container file: " + e.getMessage(), e);
        }
        String text = in.getMetaString(AvroWriter.OUTLINE);
        if (text == null) throw new BadTransferException("header", "no outline of a stream: no metadata " + AvroWriter.OUTLINE);
        OutlineJson.Header header = OutlineJson.parse(text, "header");
        outline = header.outline();
        end = header.trailer() ? AvroWriter.end(text) : new byte[0];
    }

    @Override
    public StreamOutline outline() {
        return outline;
    }

    @Override
    public Optional<TransferRecord> next() throws BadTransferException {
        try {
            if (!in.hasNext()) {
                requireEnd();
                return Optional.empty();
            }
            records++;
            return Optional.of(record(in.next()));
        } catch (NullPointerException e) { // the library's, where the first block is cut off
            throw new BadTransferException(place(), "the file is cut off", e);
        } catch (AvroRuntimeException | NoSuchElementException | IllegalArgumentException e) {
            throw new BadTransferException(place(), "damaged: " + e.getMessage(), e);
        }
    }

    /** A block that is cut off is an end to the library, but only when asked the first time. */
    private void requireEnd() throws BadTransferException {
        boolean whole = end.length == 0 || Arrays.equals(source.last(), end);
        if (!whole || in.hasNext()) throw new BadTransferException("record " + (records + 1), "the file is cut off");
    }

    private static TransferRecord record(GenericRecord values) {
        @Nullable Object key = values.get(Fields.KEY);
        @Nullable Object encryption = values.get(Fields.ENCRYPTION);
        return new TransferRecord(
                Fields.shardId(values.get(Fields.SHARD).toString()),
                Fields.number(values.get(Fields.SEQUENCE).toString()),
                (Long) values.get(Fields.ARRIVAL),
                Optional.ofNullable(key).map(Object::toString),
                Fields.encrypted(encryption == null ? null : encryption.toString()),
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
