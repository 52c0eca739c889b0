package io.anabranch.simulator.transfer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of a CSV file in UTF-8, quoted as RFC 4180 has it. Holds one row, of at most {@link #MAX_ROW} bytes. */
final class CsvRows implements Closeable {
    /** Room for a record of 10 MiB in base64. */
    static final int MAX_ROW = 16 << 20;

    private static final int END = -1;

    private final InputStream in;
    private final ByteArrayOutputStream field = new ByteArrayOutputStream();
    private int line;
    private int nextLine = 1;
    private int size;

    CsvRows(InputStream source) {
        in = new BufferedInputStream(source, 1 << 16);
    }

    /** Of the row given last: where it begins, 1 for the first. */
    int lineNumber() {
        return Math.max(1, line);
    }

    /** The next line as it stands, without its end; empty at the end of the file. */
    String line() throws IOException {
        beginRow();
        for (int c = read(); c != END && c != '\n'; c = read()) field.write(c);
        return text().stripTrailing();
    }

    /** The next row that is not an empty line; the last one has its line end, too. */
    Optional<List<String>> next() throws IOException {
        beginRow();
        int c = read();
        while (c == '\n' || c == '\r') {
            beginRow();
            c = read();
        }
        return c == END ? Optional.empty() : Optional.of(row(c));
    }

    private void beginRow() {
        line = nextLine;
        size = 0;
    }

    private List<String> row(int first) throws IOException {
        List<String> row = new ArrayList<>();
        int c = first;
        while (true) {
            c = c == '"' ? quoted() : plain(c);
            row.add(text());
            if (c != ',') break;
            c = read();
        }
        if (c == '\r') c = read();
        if (c == END) throw bad("the file ends within a row"); // what stands there may be half of it
        if (c != '\n') throw bad("text behind a closing quote");
        return row;
    }

    /** @return what stands behind the field */
    private int plain(int first) throws IOException {
        int c = first;
        for (; c != ',' && c != '\n' && c != '\r' && c != END; c = read()) {
            if (c == '"') throw bad("a quote within a field that does not begin with one");
            field.write(c);
        }
        return c;
    }

    private int quoted() throws IOException {
        while (true) {
            int c = read();
            if (c == END) throw bad("the file ends within quotes");
            if (c == '"') {
                c = read();
                if (c != '"') return c;
            }
            field.write(c);
        }
    }

    private int read() throws IOException {
        int c = in.read();
        if (c == '\n') nextLine++;
        if (++size > MAX_ROW) throw bad("a row of more than " + MAX_ROW + " bytes");
        return c;
    }

    /** What was gathered, which begins anew. */
    private String text() throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(field.toByteArray())).toString();
        } catch (CharacterCodingException e) {
            throw new BadTransferException("line " + lineNumber(), "not UTF-8", e);
        } finally {
            field.reset();
        }
    }

    private BadTransferException bad(String message) {
        return new BadTransferException("line " + lineNumber(), message);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
