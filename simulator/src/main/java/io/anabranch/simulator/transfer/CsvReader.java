package io.anabranch.simulator.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Reads what {@link CsvWriter} writes, also with the line ends of other systems. */
final class CsvReader implements TransferReader {
    private final CsvRows rows;
    private final StreamOutline outline;

    CsvReader(InputStream source) throws IOException {
        rows = new CsvRows(source);
        String first = rows.line();
        if (!first.startsWith(CsvWriter.COMMENT)) throw new BadTransferException(place(), "no outline of a stream: it begins with no # and JSON");
        outline = OutlineJson.parse(first.substring(CsvWriter.COMMENT.length()), place());
        String columns = rows.line();
        if (!columns.equals(CsvWriter.COLUMNS)) throw new BadTransferException(place(), "the columns must be " + CsvWriter.COLUMNS);
    }

    @Override
    public StreamOutline outline() {
        return outline;
    }

    @Override
    public Optional<TransferRecord> next() throws IOException {
        Optional<List<String>> row = rows.next();
        return row.isPresent() ? Optional.of(read(row.get())) : Optional.empty();
    }

    private TransferRecord read(List<String> row) throws BadTransferException {
        if (row.size() != Fields.NAMES.size()) throw new BadTransferException(place(), Fields.NAMES.size() + " columns wanted, found " + row.size());
        try {
            return Fields.record(row.get(0), row.get(1), row.get(2), row.get(3).isEmpty() ? null : row.get(3), row.get(4));
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
