package io.anabranch.samples.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Bodies of the bare server's answers: as many bytes as the real ones have, with numbers that never change. Reused; not thread-safe. */
final class BareAnswers {
    private static final String NUMBER = "49600000000000000000000000000000000000000000000000000000";
    private static final byte[] JSON_PUT = ascii("{\"SequenceNumber\":\"" + NUMBER + "\",\"ShardId\":\"shardId-000000000000\"}");
    private static final byte[] JSON_RECORD = ascii("{\"SequenceNumber\":\"" + NUMBER + "\",\"ApproximateArrivalTimestamp\":1793187000.123,\"Data\":\"");
    private static final byte[] JSON_KEY = ascii("\",\"PartitionKey\":\"");
    private static final byte[] CBOR_PUT = join(new byte[] {(byte) 0xa2}, text("SequenceNumber"), text(NUMBER), text("ShardId"), text("shardId-000000000000"));
    private static final byte[] CBOR_RECORD = join(
            new byte[] {(byte) 0xa4}, text("SequenceNumber"), text(NUMBER), text("ApproximateArrivalTimestamp"),
            new byte[] {(byte) 0xc1, 0x1b, 0, 0, 1, (byte) 0xa1, 0, 0, 0, 0}, text("Data"));
    private static final byte[] CBOR_KEY = text("PartitionKey");

    private final Format format;
    private byte[] body = new byte[1 << 16];
    private int length;
    private byte[] raw = new byte[0];
    private byte[] encoded = new byte[0];

    BareAnswers(Format format) {
        this.format = format;
    }

    byte[] body() {
        return body;
    }

    int length() {
        return length;
    }

    void put(int records) {
        length = 0;
        boolean json = format == Format.JSON;
        if (records > 1) add(json ? ascii("{\"FailedRecordCount\":0,\"Records\":[") : join(new byte[] {(byte) 0xa2}, text("FailedRecordCount"), new byte[] {0}, text("Records"), new byte[] {(byte) 0x9f}));
        for (int i = 0; i < records; i++) {
            if (json && i > 0) add((byte) ',');
            add(json ? JSON_PUT : CBOR_PUT);
        }
        if (records > 1) add(json ? ascii("]}") : new byte[] {(byte) 0xff});
    }

    void iterator(String iterator) {
        length = 0;
        add(format == Format.JSON ? ascii("{\"ShardIterator\":\"" + iterator + "\"}") : join(new byte[] {(byte) 0xa1}, text("ShardIterator"), text(iterator)));
    }

    void startRecords() {
        length = 0;
        add(format == Format.JSON ? ascii("{\"Records\":[") : join(new byte[] {(byte) 0xa3}, text("Records"), new byte[] {(byte) 0x9f}));
    }

    void record(boolean first, ByteBuffer frame, int at, int keyLength, int dataLength) {
        if (raw.length != dataLength) {
            raw = new byte[dataLength];
            encoded = new byte[(dataLength + 2) / 3 * 4];
        }
        int key = at + BareShard.RECORD_HEADER;
        frame.get(key + keyLength, raw);
        if (format == Format.JSON) json(first, frame, key, keyLength);
        else cbor(frame, key, keyLength);
    }

    private void json(boolean first, ByteBuffer frame, int key, int keyLength) {
        if (!first) add((byte) ',');
        add(JSON_RECORD);
        add(encoded, Base64.getEncoder().encode(raw, encoded));
        add(JSON_KEY);
        copy(frame, key, keyLength);
        add((byte) '"');
        add((byte) '}');
    }

    private void cbor(ByteBuffer frame, int key, int keyLength) {
        add(CBOR_RECORD);
        add(head(2, raw.length));
        add(raw);
        add(CBOR_KEY);
        add(head(3, keyLength));
        copy(frame, key, keyLength);
    }

    void endRecords(boolean caughtUp, String nextIterator) {
        int behind = caughtUp ? 0 : 1;
        if (format == Format.JSON) add(ascii("],\"MillisBehindLatest\":" + behind + ",\"NextShardIterator\":\"" + nextIterator + "\"}"));
        else add(join(new byte[] {(byte) 0xff}, text("MillisBehindLatest"), new byte[] {(byte) behind}, text("NextShardIterator"), text(nextIterator)));
    }

    private void copy(ByteBuffer frame, int at, int count) {
        room(count);
        frame.get(at, body, length, count);
        length += count;
    }

    private void add(byte value) {
        room(1);
        body[length++] = value;
    }

    private void add(byte[] bytes) {
        add(bytes, bytes.length);
    }

    private void add(byte[] bytes, int count) {
        room(count);
        System.arraycopy(bytes, 0, body, length, count);
        length += count;
    }

    private void room(int count) {
        if (length + count > body.length) body = Arrays.copyOf(body, Math.max(length + count, body.length * 2));
    }

    private static byte[] text(String text) {
        return join(head(3, text.length()), ascii(text));
    }

    private static byte[] head(int major, int length) {
        if (length < 24) return new byte[] {(byte) (major << 5 | length)};
        if (length < 256) return new byte[] {(byte) (major << 5 | 24), (byte) length};
        return new byte[] {(byte) (major << 5 | 25), (byte) (length >> 8), (byte) length};
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer joined = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) joined.put(part);
        return joined.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
