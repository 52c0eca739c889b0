package io.anabranch.simulator.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.simulator.wire.WireFormat;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/** A subscription on a connection of its own, read frame by frame; over HTTP/2 it opens its window as it reads. */
final class Subscriber implements AutoCloseable {
    private final RawConnection connection;
    private final WireFormat format;
    private final InputStream body;

    /** One frame: its headers, and its payload in JSON's terms. */
    record Event(Map<String, String> headers, RunningServer.Answer payload) {
        boolean is(String type) {
            return type.equals(headers.get(":event-type")) || type.equals(headers.get(":exception-type"));
        }

        String continuation() {
            return payload.at("ContinuationSequenceNumber");
        }
    }

    private Subscriber(RawConnection connection, WireFormat format, InputStream body) {
        this.connection = connection;
        this.format = format;
        this.body = body;
    }

    /** @throws Refused if the answer is an error */
    static Subscriber http1(int port, WireFormat format, String json) throws IOException {
        byte[] request = RunningServer.body(format, json);
        String head = RawConnection.head("SubscribeToShard").replace(WireFormat.JSON.contentType(), format.contentType());
        RawConnection connection = new RawConnection(port).send(head + "Content-Length: " + request.length + "\r\n\r\n").send(request);
        RawConnection.Response begun = connection.read();
        if (begun.status() != 200) throw new Refused(RunningServer.answer(format, begun.status(), begun.body()));
        if (!begun.headers().contains("application/vnd.amazon.eventstream")) throw new AssertionError(begun.headers());
        return new Subscriber(connection, format, new Chunks(connection.in()));
    }

    /** @param settings of the client, pairs of an identifier and a value */
    static Subscriber http2(int port, String json, int... settings) throws IOException {
        RawConnection connection = new RawConnection(port).send(Http2Frames.PREFACE).send(Http2Frames.settings(settings));
        connection.send(Http2Frames.post(1, "SubscribeToShard", json));
        return new Subscriber(connection, WireFormat.JSON, new DataFrames(connection));
    }

    static final class Refused extends IOException {
        private final transient RunningServer.Answer answer;

        Refused(RunningServer.Answer answer) {
            super(answer.body().toString());
            this.answer = answer;
        }

        RunningServer.Answer answer() {
            return answer;
        }
    }

    RawConnection connection() {
        return connection;
    }

    /** The next frame; empty at the end of the stream, which must not be in the middle of one. */
    Optional<Event> next() throws IOException {
        byte[] prelude = body.readNBytes(12);
        if (prelude.length == 0) return Optional.empty();
        if (prelude.length < 12) throw new EOFException("the stream ends within a frame");
        ByteBuffer fields = ByteBuffer.wrap(prelude);
        int total = fields.getInt();
        int headers = fields.getInt();
        check(fields.getInt(), prelude, 8);
        byte[] frame = Arrays.copyOf(prelude, total);
        if (body.readNBytes(frame, 12, total - 12) < total - 12) throw new EOFException("the stream ends within a frame");
        check(ByteBuffer.wrap(frame).getInt(total - 4), frame, total - 4);
        byte[] payload = Arrays.copyOfRange(frame, 12 + headers, total - 4);
        return Optional.of(new Event(headers(Arrays.copyOfRange(frame, 12, 12 + headers)), RunningServer.answer(format, 200, payload)));
    }

    private static void check(int expected, byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        if ((int) crc.getValue() != expected) throw new AssertionError("wrong checksum in a frame");
    }

    private static Map<String, String> headers(byte[] bytes) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        while (in.available() > 0) {
            String name = new String(in.readNBytes(in.readUnsignedByte()), UTF_8);
            if (in.readByte() != 7) throw new AssertionError("header is no string: " + name);
            headers.put(name, new String(in.readNBytes(in.readUnsignedShort()), UTF_8));
        }
        return headers;
    }

    /** The next frame, which must be an event or an exception of this type. */
    Event expect(String type) throws IOException {
        Event event = next().orElseThrow(() -> new EOFException("the stream ended instead of saying " + type));
        if (!event.is(type)) throw new AssertionError("not a " + type + ": " + event);
        return event;
    }

    Event expectEvent() throws IOException {
        return expect("SubscribeToShardEvent");
    }

    /** The next event that has records. */
    Event expectRecords() throws IOException {
        Event event = expectEvent();
        while (!event.payload().has("Records.0")) event = expectEvent();
        return event;
    }

    /** Drops what comes until the stream ends in good order. */
    void expectEnd() throws IOException {
        Optional<Event> last = next();
        while (last.isPresent()) last = next();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }

    private static final class Chunks extends InputStream {
        private final DataInputStream in;
        private int left;
        private boolean ended;

        Chunks(DataInputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            if (left == 0 && !ended) {
                left = Integer.parseInt(line(), 16);
                ended = left == 0;
                if (ended) line();
            }
            if (ended) return -1;
            int next = in.readUnsignedByte();
            if (--left == 0) line();
            return next;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) line.append((char) next);
            return line.toString().strip();
        }
    }

    private static final class DataFrames extends InputStream {
        private final RawConnection connection;
        private byte[] payload = new byte[0];
        private int position;
        private boolean ended;

        DataFrames(RawConnection connection) {
            this.connection = connection;
        }

        @Override
        public int read() throws IOException {
            while (position == payload.length && !ended) {
                Http2Frames.Frame frame = Http2Frames.read(connection.in());
                if (frame.type() == Http2Frames.RST_STREAM || frame.type() == Http2Frames.GOAWAY) throw new EOFException("ended by " + frame);
                if (frame.type() == Http2Frames.DATA) take(frame);
            }
            return position == payload.length ? -1 : payload[position++] & 0xFF;
        }

        private void take(Http2Frames.Frame frame) throws IOException {
            payload = frame.payload();
            position = 0;
            ended = (frame.flags() & Http2Frames.END_STREAM) != 0;
            if (payload.length > 0 && !ended) {
                connection.send(Http2Frames.windowUpdate(0, payload.length)).send(Http2Frames.windowUpdate(1, payload.length));
            }
        }
    }
}
