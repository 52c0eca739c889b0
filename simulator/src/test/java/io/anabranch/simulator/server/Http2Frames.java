package io.anabranch.simulator.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Just enough HTTP/2 (RFC 9113) to say things no well-behaved client would. Header blocks are written as literals, and not read. */
final class Http2Frames {
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    record Frame(int type, int flags, int stream, byte[] payload) {}

    private Http2Frames() {}

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Settings as pairs of an identifier and a value. */
    static byte[] settings(int... pairs) {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length / 2 * 6);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        return frame(SETTINGS, 0, 0, payload.array());
    }

    static byte[] windowUpdate(int stream, int increment) {
        return frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(increment).array());
    }

    static byte[] get(int stream, String path) {
        return headers(stream, END_STREAM, ":method", "GET", ":scheme", "http", ":authority", "a", ":path", path);
    }

    static byte[] post(int stream, String operation, String json) {
        byte[] head = headers(
                stream, 0, ":method", "POST", ":scheme", "http", ":authority", "a", ":path", "/", "content-type", "application/x-amz-json-1.1",
                "x-amz-target", "Kinesis_20131202." + operation, "x-amz-date", "20260301T100000Z", "authorization", RunningServer.AUTHORIZATION);
        return RunningServer.concat(head, frame(DATA, END_STREAM, stream, json.getBytes(ISO_8859_1)));
    }

    static byte[] headers(int stream, int flags, String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0); // a literal that is not indexed
            literal(block, namesAndValues[i]);
            literal(block, namesAndValues[i + 1]);
        }
        return frame(HEADERS, flags | END_HEADERS, stream, block.toByteArray());
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            int rest = length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write(rest & 127 | 128);
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(ISO_8859_1));
    }

    static Frame read(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = new byte[length];
        in.readFully(payload);
        return new Frame(type, flags, stream, payload);
    }

    /** The whole body of one stream; frames of others are dropped. */
    static String awaitData(DataInputStream in, int stream) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            Frame frame = read(in);
            if (frame.type == DATA && frame.stream == stream) {
                body.append(new String(frame.payload, ISO_8859_1));
                if ((frame.flags & END_STREAM) != 0) {
                    return body.toString();
                }
            }
        }
    }
}
