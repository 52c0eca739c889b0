package io.anabranch.simulator.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what {@link CsvWriter} writes, also with the line ends of other systems. */
final class CsvReader implements TransferReader {
    /** Of files that do not say which records are encrypted. */
    private static final String OLD_COLUMNS = String.join(",", Fields.NAMES.subList(0, Fields.NAMES.size() - 1));

    private final CsvRows rows;
    private final StreamOutline outline;
    private final Trailer trailer;
    private final int width;

    CsvReader(InputStream source) throws IOException {
        rows = new CsvRows(source);
        String first = rows.line();
        if (!first.startsWith(CsvWriter.COMMENT)) throw new BadTransferException(place(), "no outline of a stream: it begins with no # and JSON");
        OutlineJson.Header header = OutlineJson.parse(first.substring(CsvWriter.COMMENT.length()), place());
        outline = header.outline();
        trailer = new Trailer(header.trailer());
        width = width(rows.line());
    }

    @Override
    public StreamOutline outline() {
        return outline;
    }

    private int width(String columns) throws BadTransferException {
        if (columns.equals(CsvWriter.COLUMNS)) return Fields.NAMES.size();
        if (columns.equals(OLD_COLUMNS)) return Fields.NAMES.size() - 1;
        throw new BadTransferException(place(), "the columns must be " + CsvWriter.COLUMNS);
    }

    @Override
    public Optional<TransferRecord> next() throws IOException {
        Optional<List<String>> row = rows.next();
        if (row.isEmpty()) {
            trailer.requireEnd(place());
            return Optional.empty();
        }
        if (trailer.isExpected() && row.get().get(0).startsWith(CsvWriter.COMMENT)) {
            trailer.foundText(String.join(",", row.get()).substring(CsvWriter.COMMENT.length()), place());
            return next();
        }
        TransferRecord record = read(row.get());
        trailer.record(place());
        return Optional.of(record);
    }

    private TransferRecord read(List<String> row) throws BadTransferException {
        if (row.size() != width) throw new BadTransferException(place(), width + " columns wanted, found " + row.size());
        @Nullable String[] values = row.toArray(new String[Fields.NAMES.size()]);
        if (row.get(3).isEmpty()) values[3] = null;
        try {
            return Fields.record(values);
        } catch (IllegalArgumentException e) {
            throw new BadTransferException(place(), String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public String place() {
        return "line " + rows.lineNumber();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
