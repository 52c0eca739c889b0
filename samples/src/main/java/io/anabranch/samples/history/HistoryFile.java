package io.anabranch.samples.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A history being written: {@link #add} collects, {@link #flush} hands over to the kernel, after which a SIGKILL of the process loses nothing.
 * Appends to a file that is there. Thread-safe. A file that cannot be written is an {@link UncheckedIOException}: a worker without its history
 * proves nothing and should stop.
 */
public final class HistoryFile implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final Writer out;
    private final StringBuilder pending = new StringBuilder();

    private HistoryFile(Writer out) {
        this.out = out;
    }

    /** Opens {@code file} for appending; its folder must exist. */
    public static HistoryFile open(Path file) throws IOException {
        return new HistoryFile(Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /** Takes a line; it is in the file after the next {@link #flush}. */
    public synchronized void add(HistoryLine line) {
        line.writeTo(pending);
    }

    /** Writes what was added. */
    public synchronized void flush() {
        try {
            out.append(pending).flush();
            pending.setLength(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a line and writes it. */
    public synchronized void write(HistoryLine line) {
        add(line);
        flush();
    }

    @Override
    public synchronized void close() throws IOException {
        flush();
        out.close();
    }

    /**
     * Every whole line of a history. A last line without its end is what a SIGKILL in the middle of a write leaves, and is left out.
     *
     * @throws IOException also for a line that is not an event, naming its number
     */
    public static List<HistoryLine> read(Path file) throws IOException {
        List<HistoryLine> lines = new ArrayList<>();
        boolean torn = !endsWithNewline(file);
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String next = reader.readLine();
            while (next != null) {
                String line = next;
                next = reader.readLine();
                if (next != null || !torn) lines.add(parse(line, lines.size() + 1, file));
            }
        }
        return lines;
    }

    private static boolean endsWithNewline(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            if (channel.size() == 0) return true;
            var last = java.nio.ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) == '\n';
        }
    }

    private static HistoryLine parse(String line, int number, Path file) throws IOException {
        try (JsonParser json = JSON.createParser(line)) {
            return parse(json);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(file + " line " + number + ": " + e.getMessage(), e);
        }
    }

    private static HistoryLine parse(JsonParser json) throws IOException {
        long t = 0, nanos = 0, epoch = 0;
        String event = "", worker = "", shard = "";
        @Nullable String sequence = null;
        @Nullable String key = null;
        if (json.nextToken() != JsonToken.START_OBJECT) throw new IOException("not an object");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "t" -> t = json.getLongValue();
                case "nanos" -> nanos = json.getLongValue();
                case "epoch" -> epoch = json.getLongValue();
                case "event" -> event = json.getText();
                case "worker" -> worker = json.getText();
                case "shard" -> shard = json.getText();
                case "sequence" -> sequence = json.getText();
                case "key" -> key = json.getText();
                default -> json.skipChildren();
            }
        }
        return new HistoryLine(t, nanos, HistoryLine.Event.of(event), worker, shard, epoch, sequence, key);
    }
}
