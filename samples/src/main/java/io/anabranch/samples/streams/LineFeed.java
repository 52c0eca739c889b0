package io.anabranch.samples.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A record a line, in UTF-8; the key is what stands before the separator, if there is one, or comes of the pattern. */
public final class LineFeed implements RecordFeed {
    private final BufferedReader in;
    private final Optional<String> separator;
    private final KeyPattern keys;
    private long line;

    /** @param in closed by the caller */
    public LineFeed(InputStream in, Optional<String> separator, KeyPattern keys) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.separator = separator;
        this.keys = keys;
    }

    @Override
    public Optional<Keyed> next() throws IOException {
        String text = in.readLine();
        line++;
        if (text == null) return Optional.empty();
        int cut = separator.map(text::indexOf).orElse(-1);
        if (separator.isPresent() && cut < 1) throw new IOException("line " + line + ": no key before '" + separator.get() + "'");
        return Optional.of(separator.isPresent() ? keyed(text.substring(0, cut), text.substring(cut + separator.get().length())) : keyed(keys.key(line), text));
    }

    @Override
    public boolean isWaiting() throws IOException {
        return !in.ready();
    }

    private static Keyed keyed(String key, String text) {
        return new Keyed(key, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
