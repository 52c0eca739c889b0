package io.anabranch.samples.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A record a line, its bytes as they are; a line ends with LF or CR LF. The key is what stands before the separator, if there is one, or comes of the
 * pattern.
 */
public final class LineFeed implements RecordFeed {
    /** No record can have more. */
    private static final int MAX_LINE_BYTES = 10 << 20;
    private static final int MAX_KEY_CHARACTERS = 256;

    private final InputStream in;
    private final Optional<String> separator;
    private final byte[] mark;
    private final KeyPattern keys;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private long line;

    /** @param in closed by the caller */
    public LineFeed(InputStream in, Optional<String> separator, KeyPattern keys) {
        this.in = in;
        this.separator = separator;
        this.mark = separator.orElse("").getBytes(UTF_8);
        this.keys = keys;
    }

    @Override
    public Optional<Keyed> next() throws IOException {
        Optional<ByteBuffer> text = line();
        if (text.isEmpty() || separator.isEmpty()) return text.map(data -> new Keyed(keys.key(line), data));
        ByteBuffer data = text.get();
        String key = key(data);
        return Optional.of(new Keyed(key, data.slice()));
    }

    @Override
    public boolean isWaiting() throws IOException {
        return newline(start) < 0 && in.available() == 0;
    }

    private Optional<ByteBuffer> line() throws IOException {
        line++;
        int newline = newline(start);
        while (newline < 0) {
            int seen = end - start;
            if (seen > MAX_LINE_BYTES) throw wrong("longer than 10 MiB, the most a record can have");
            if (!fill()) return seen == 0 ? Optional.empty() : Optional.of(take(end, end));
            newline = newline(start + seen);
        }
        boolean carriageReturn = newline > start && buffer[newline - 1] == '\r';
        return Optional.of(take(carriageReturn ? newline - 1 : newline, newline + 1));
    }

    private int newline(int from) {
        for (int i = from; i < end; i++) if (buffer[i] == '\n') return i;
        return -1;
    }

    private ByteBuffer take(int lineEnd, int next) {
        ByteBuffer taken = ByteBuffer.wrap(Arrays.copyOfRange(buffer, start, lineEnd));
        start = next;
        return taken;
    }

    private boolean fill() throws IOException {
        if (start > 0) System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        if (end == buffer.length) buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        int count = in.read(buffer, end, buffer.length - end);
        if (count > 0) end += count;
        return count > 0;
    }

    /** Moves behind the separator. */
    @SuppressWarnings("ByteBufferBackingArray") // take() has wrapped the line's own bytes
    private String key(ByteBuffer text) throws IOException {
        byte[] bytes = text.array();
        int cut = 0;
        while (cut + mark.length <= bytes.length && !Arrays.equals(bytes, cut, cut + mark.length, mark, 0, mark.length)) cut++;
        if (cut == 0 || cut + mark.length > bytes.length) throw wrong("no key before '" + separator.orElseThrow() + "'");
        String key = decoded(ByteBuffer.wrap(bytes, 0, cut));
        if (key.codePointCount(0, key.length()) > MAX_KEY_CHARACTERS) throw wrong("a partition key has at most 256 characters");
        text.position(cut + mark.length);
        return key;
    }

    private String decoded(ByteBuffer key) throws IOException {
        try {
            return UTF_8.newDecoder().decode(key).toString();
        } catch (CharacterCodingException e) {
            throw wrong("the key is not UTF-8");
        }
    }

    private IOException wrong(String what) {
        return new IOException("line " + line + ": " + what);
    }
}
