package io.anabranch.simulator.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a file with a stream looks like. Times are UTC with milliseconds, data is base64 (bytes in Avro), a record without a partition key has none,
 * one that is encrypted has encryptionType KMS. A file that was cut off is not read to its end; one of an earlier version, without these, is.
 * <pre>
 * JSONL  the outline as one JSON object in the first line, then one object a record, at the end their number
 * CSV    # and the outline as JSON in the first line, the names of the columns in the second, then a row a record, quoted as RFC 4180 has it,
 *        at the end # and their number
 * AVRO   a container file of records, the outline as JSON in its metadata under anabranch.stream, at the end an empty block
 * </pre>
 */
public enum TransferFormat {
    JSONL,
    CSV,
    AVRO;

    private static final String COMPRESSED = ".gz";

    /** The format that a file's name ends with: {@code .jsonl}, {@code .csv}, {@code .avro}, the first two also with {@code .gz} behind. */
    public static Optional<TransferFormat> of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(".avro")) return Optional.of(AVRO);
        String plain = isCompressed(name) ? name.substring(0, name.length() - COMPRESSED.length()) : name;
        if (plain.endsWith(".jsonl") || plain.endsWith(".ndjson")) return Optional.of(JSONL);
        return plain.endsWith(".csv") ? Optional.of(CSV) : Optional.empty();
    }

    private static boolean isCompressed(String fileName) {
        return fileName.toLowerCase(Locale.ROOT).endsWith(COMPRESSED);
    }

    /** {@code out} as a file of this name holds it: compressed if the name says so. */
    public static OutputStream compressing(String fileName, OutputStream out) throws IOException {
        return isCompressed(fileName) ? new GZIPOutputStream(out, 1 << 16) : out;
    }

    /** What a file of this name holds, without its compression. */
    public static InputStream expanding(String fileName, InputStream in) throws IOException {
        return isCompressed(fileName) ? new GZIPInputStream(in, 1 << 16) : in;
    }

    /** Begins a file. Closing the writer closes {@code out}. */
    public TransferWriter writer(OutputStream out, StreamOutline outline) throws IOException {
        return switch (this) {
            case JSONL -> new JsonLinesWriter(out, outline);
            case CSV -> new CsvWriter(out, outline);
            case AVRO -> new AvroWriter(out, outline);
        };
    }

    /**
     * Reads the beginning of a file. Closing the reader closes {@code in}.
     *
     * @throws BadTransferException if it does not begin with an outline
     */
    public TransferReader reader(InputStream in) throws IOException {
        return switch (this) {
            case JSONL -> new JsonLinesReader(in);
            case CSV -> new CsvReader(in);
            case AVRO -> new AvroReader(in);
        };
    }
}
