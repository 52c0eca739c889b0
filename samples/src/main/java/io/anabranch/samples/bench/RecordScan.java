package io.anabranch.samples.bench;

import java.util.Arrays;
import java.util.Base64;

/**
 * The least parsing that finds the records of a body made by {@link Requests}, of a PutRecords or a PutRecord: it knows the order of the members and checks nothing.
 * Reused; not thread-safe.
 */
final class RecordScan {
    static final int MOST_RECORDS = 500;

    private static final Base64.Decoder BASE64 = Base64.getDecoder();

    final int[] keyAt = new int[MOST_RECORDS];
    final int[] keyLength = new int[MOST_RECORDS];
    final int[] dataAt = new int[MOST_RECORDS];
    final int[] dataLength = new int[MOST_RECORDS];
    /** Where {@link #dataAt} points: the body itself, or what was decoded from it. */
    byte[] data = {};
    private byte[] decoded = new byte[1 << 16];

    int scan(byte[] body, int from, int end) {
        return body[from] == '{' ? scanJson(body, from, end) : scanCbor(body, from, end);
    }

    private int scanJson(byte[] body, int from, int end) {
        int count = 0;
        int room = 0;
        for (int at = firstJson(body, from, end); at < end && body[at] != ']'; at++) {
            int value = after(body, after(body, at + 1, ':'), '"');
            int close = find(body, value, end, '"');
            dataAt[count] = room;
            dataLength[count] = decode(body, value, close, room);
            room += dataLength[count];
            keyAt[count] = after(body, after(body, close + 1, ':'), '"');
            int keyClose = find(body, keyAt[count], end, '"');
            keyLength[count] = keyClose - keyAt[count];
            count++;
            at = keyClose + 1;
        }
        data = decoded;
        return count;
    }

    /** Before the first record: the list's bracket, or the comma behind the stream's name. */
    private static int firstJson(byte[] body, int from, int end) {
        int comma = find(body, from, end, ',');
        return body[comma + 2] == 'R' ? find(body, comma, end, '[') : comma;
    }

    private int decode(byte[] body, int from, int to, int room) {
        byte[] bytes = BASE64.decode(Arrays.copyOfRange(body, from, to));
        if (room + bytes.length > decoded.length) decoded = Arrays.copyOf(decoded, (room + bytes.length) * 2);
        System.arraycopy(bytes, 0, decoded, room, bytes.length);
        return bytes.length;
    }

    private int scanCbor(byte[] body, int from, int end) {
        int at = skip(body, skip(body, from + 1));
        boolean many = body[at + 1] == 'R';
        if (many) at = skip(body, at);
        int count = many ? length(body, at) : 1;
        if (many) at = content(body, at);
        for (int i = 0; i < count; i++) {
            at = skip(body, many ? at + 1 : at);
            dataAt[i] = content(body, at);
            dataLength[i] = length(body, at);
            at = skip(body, dataAt[i] + dataLength[i]);
            keyAt[i] = content(body, at);
            keyLength[i] = length(body, at);
            at = keyAt[i] + keyLength[i];
        }
        if (at > end) throw new IllegalStateException("body ends at " + end + ", its records at " + at);
        data = body;
        return count;
    }

    /** Past a string or byte string. */
    private static int skip(byte[] body, int at) {
        return content(body, at) + length(body, at);
    }

    private static int content(byte[] body, int at) {
        int small = body[at] & 0x1f;
        return at + (small < 24 ? 1 : 1 + (1 << (small - 24)));
    }

    private static int length(byte[] body, int at) {
        int small = body[at] & 0x1f;
        if (small < 24) return small;
        int length = 0;
        for (int i = at + 1; i < content(body, at); i++) length = length << 8 | body[i] & 0xff;
        return length;
    }

    private static int find(byte[] body, int from, int end, char wanted) {
        int at = from;
        while (body[at] != wanted) {
            if (++at >= end) throw new IllegalStateException("no '" + wanted + "' in the body");
        }
        return at;
    }

    private static int after(byte[] body, int from, char wanted) {
        return find(body, from, body.length, wanted) + 1;
    }
}
