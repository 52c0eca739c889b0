package io.anabranch.samples.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Reads HTTP/1.1 messages that have a Content-Length from a blocking connection, one at a time, into a buffer that grows as needed. */
final class HttpMessage {
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private byte[] bytes = new byte[1 << 17];
    private int filled;
    private int bodyStart;
    private int end;

    HttpMessage(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Reads the next message.
     *
     * @return false if the other side closed between messages
     */
    boolean read() throws IOException {
        System.arraycopy(bytes, end, bytes, 0, filled - end);
        filled -= end;
        end = 0;
        bodyStart = headEnd(0);
        while (bodyStart < 0) {
            int seen = filled;
            if (!fill()) return false;
            bodyStart = headEnd(Math.max(0, seen - 3));
        }
        end = bodyStart + contentLength();
        while (filled < end) {
            if (!fill()) throw new EOFException("connection closed in the middle of a message");
        }
        return true;
    }

    byte[] bytes() {
        return bytes;
    }

    int bodyStart() {
        return bodyStart;
    }

    int end() {
        return end;
    }

    /** Where ASCII text first stands in the message; -1 if nowhere. */
    int find(String text, int from) {
        for (int at = from; at <= end - text.length(); at++) {
            if (stands(text, at)) return at;
        }
        return -1;
    }

    /** Where ASCII text last stands in the message; -1 if nowhere. */
    int findLast(String text) {
        for (int at = end - text.length(); at >= 0; at--) {
            if (stands(text, at)) return at;
        }
        return -1;
    }

    /** How often ASCII text stands in the body. */
    int count(String text) {
        int count = 0;
        for (int at = find(text, bodyStart); at >= 0; at = find(text, at + text.length())) count++;
        return count;
    }

    String body() {
        return new String(bytes, bodyStart, end - bodyStart, StandardCharsets.UTF_8);
    }

    boolean startsWith(String text) {
        return new String(bytes, 0, Math.min(filled, text.length()), StandardCharsets.US_ASCII).equals(text);
    }

    /** Its first line and what its body begins with, for an error. */
    @Override
    public String toString() {
        String head = new String(bytes, 0, Math.max(0, find("\r\n", 0)), StandardCharsets.UTF_8);
        String body = new String(bytes, bodyStart, Math.min(end - bodyStart, 200), StandardCharsets.UTF_8);
        return head + " " + body.replaceAll("[^\\x20-\\x7e]+", " ");
    }

    private boolean stands(String text, int at) {
        int matching = 0;
        while (matching < text.length() && bytes[at + matching] == text.charAt(matching)) matching++;
        return matching == text.length();
    }

    private boolean fill() throws IOException {
        if (filled == bytes.length || end > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        int read = channel.read(ByteBuffer.wrap(bytes, filled, bytes.length - filled));
        if (read < 0 && filled > 0) throw new EOFException("connection closed in the middle of a message");
        filled += Math.max(0, read);
        return read >= 0;
    }

    private int headEnd(int from) {
        for (int i = from; i + 3 < filled; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') return i + 4;
        }
        return -1;
    }

    private int contentLength() throws IOException {
        for (int line = 0; line < bodyStart; line++) {
            if ((line == 0 || bytes[line - 1] == '\n') && matches(line)) return number(line + LENGTH.length);
        }
        throw new IOException("no Content-Length: " + new String(bytes, 0, bodyStart, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
    }

    private boolean matches(int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            if (Character.toLowerCase(bytes[at + i]) != LENGTH[i]) return false;
        }
        return true;
    }

    private int number(int from) {
        int number = 0;
        for (int i = from; bytes[i] != '\r'; i++) {
            if (bytes[i] != ' ') number = number * 10 + bytes[i] - '0';
        }
        return number;
    }
}
