package io.anabranch.samples.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** One connection of the bare server, with a thread of its own. */
final class BareConnection implements Runnable {
    private static final String TARGET = "X-Amz-Target: Kinesis_20131202.";
    private static final int READ_BYTES = 2 << 20;
    private static final int FRAME_BYTES = 640 << 10;
    private static final int FIRST_RECORD = BareShard.FRAME_HEADER + BareShard.RECORD_HEADER;

    private final SocketChannel channel;
    private final BareShard[] shards;
    private final ByteBuffer[] frames;
    private final RecordScan scan = new RecordScan();
    private final BareAnswers json = new BareAnswers(Format.JSON);
    private final BareAnswers cbor = new BareAnswers(Format.CBOR);
    private final byte[] hash = new byte[16];
    private ByteBuffer read = ByteBuffer.allocate(0);

    BareConnection(SocketChannel channel, BareShard[] shards) {
        this.channel = channel;
        this.shards = shards;
        this.frames = new ByteBuffer[shards.length];
    }

    @Override
    public void run() {
        try (channel) {
            HttpMessage request = new HttpMessage(channel);
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            while (request.read()) answer(request, md5);
        } catch (ClosedChannelException e) {
            // The server was closed while it waited for a request.
        } catch (IOException | NoSuchAlgorithmException | DigestException e) {
            throw new IllegalStateException("the reference server failed", e);
        }
    }

    private void answer(HttpMessage request, MessageDigest md5) throws IOException, DigestException {
        byte[] bytes = request.bytes();
        int start = request.bodyStart();
        BareAnswers answer = bytes[start] == '{' ? json : cbor;
        String operation = operation(request);
        if (operation.startsWith("GetR")) get(token(request, start), limit(request, start), answer);
        else if (operation.startsWith("GetS")) answer.iterator(iterator(shardOf(request, start), 0));
        else put(request, answer, md5);
        send(answer);
    }

    private static String operation(HttpMessage request) {
        int at = request.find(TARGET, 0) + TARGET.length();
        return new String(request.bytes(), at, 4, StandardCharsets.US_ASCII);
    }

    private static String[] token(HttpMessage request, int start) {
        return new String(request.bytes(), request.find("B:", start) + 2, 24, StandardCharsets.US_ASCII).split(":", 3);
    }

    private static int limit(HttpMessage request, int start) {
        byte[] bytes = request.bytes();
        int value = request.find("Limit", start) + "Limit".length();
        if (bytes[start] != '{') return (bytes[value] & 0x1f) < 24 ? bytes[value] : (bytes[value + 1] & 0xff) << 8 | bytes[value + 2] & 0xff;
        int limit = 0;
        for (int at = value + 2; Character.isDigit(bytes[at]); at++) limit = limit * 10 + bytes[at] - '0';
        return limit;
    }

    private static int shardOf(HttpMessage request, int start) {
        int at = request.find("shardId-", start) + "shardId-".length();
        return Integer.parseInt(new String(request.bytes(), at, 12, StandardCharsets.US_ASCII));
    }

    private static String iterator(int shard, long offset) {
        return "B:" + shard + ":" + offset + ":" + "A".repeat(128);
    }

    private void put(HttpMessage request, BareAnswers answer, MessageDigest md5) throws IOException, DigestException {
        int count = scan.scan(request.bytes(), request.bodyStart(), request.end());
        for (int i = 0; i < count; i++) {
            md5.update(request.bytes(), scan.keyAt[i], scan.keyLength[i]);
            md5.digest(hash, 0, hash.length);
            BareShard.add(frame((hash[0] & 0xff) * shards.length >> 8), scan, i, request.bytes());
        }
        for (int s = 0; s < shards.length; s++) {
            if (frames[s] == null || frames[s].position() == BareShard.FRAME_HEADER) continue;
            shards[s].append(frames[s]);
            frames[s].clear().position(BareShard.FRAME_HEADER);
        }
        answer.put(count);
    }

    private ByteBuffer frame(int shard) {
        if (frames[shard] == null) frames[shard] = ByteBuffer.allocateDirect(FRAME_BYTES).position(BareShard.FRAME_HEADER);
        return frames[shard];
    }

    private void get(String[] token, int limit, BareAnswers answer) throws IOException {
        int shard = Integer.parseInt(token[0]);
        long offset = Long.parseLong(token[1]);
        if (read.capacity() == 0) read = ByteBuffer.allocate(READ_BYTES);
        shards[shard].read(offset, read.limit(FIRST_RECORD));
        shards[shard].read(offset, read.limit(Math.min(read.capacity(), bytesOf(limit))));
        answer.startRecords();
        int at = 0;
        int count = 0;
        while (at + 4 <= read.limit() && at + read.getInt(at) <= read.limit() && count < limit) {
            int end = at + read.getInt(at);
            for (int record = at + BareShard.FRAME_HEADER; record < end; count++) {
                int keyLength = read.getInt(record);
                int dataLength = read.getInt(record + 4);
                answer.record(count == 0, read, record, keyLength, dataLength);
                record += BareShard.RECORD_HEADER + keyLength + dataLength;
            }
            at = end;
        }
        answer.endRecords(offset + at == shards[shard].end(), iterator(shard, offset + at));
    }

    /** If all records are like the first, and each has a frame. */
    private int bytesOf(int records) {
        if (read.limit() < FIRST_RECORD) return FIRST_RECORD;
        int record = BareShard.RECORD_HEADER + read.getInt(BareShard.FRAME_HEADER) + read.getInt(BareShard.FRAME_HEADER + 4);
        return records * (BareShard.FRAME_HEADER + record);
    }

    private void send(BareAnswers answer) throws IOException {
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer[] out = {ByteBuffer.wrap(head), ByteBuffer.wrap(answer.body(), 0, answer.length())};
        while (out[1].hasRemaining()) channel.write(out);
    }
}
