package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** What a broken or hostile client may send over HTTP/2, by prior knowledge: some moves, each of one frame to a few hundred. */
final class HostileHttp2 {
    private static final int CONTINUATION = 9;
    private static final int PING = 6;
    private static final int PADDED = 8;

    private final Random random;
    private final BodyDamage damage;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int nextStream = 1;
    private int frames;

    HostileHttp2(Random random) {
        this.random = random;
        this.damage = new BodyDamage(random);
    }

    byte[] bytes() {
        preface();
        for (int i = 1 + random.nextInt(12); i > 0; i--) {
            move();
        }
        return random.nextInt(8) == 0 ? damage.ofBytes(out.toByteArray()) : out.toByteArray();
    }

    int frames() {
        return frames;
    }

    private void preface() {
        byte[] preface = Http2Frames.PREFACE;
        if (random.nextInt(30) == 0) {
            preface = damage.ofBytes(preface);
        }
        out.writeBytes(preface);
        if (random.nextInt(10) != 0) {
            add(random.nextInt(3) == 0 ? Http2Frames.settings(4, random.nextInt(3) * 10) : Http2Frames.settings());
        }
    }

    private void move() {
        switch (random.nextInt(15)) {
            case 0, 1, 2 -> add(request());
            case 3 -> add(damage.ofBytes(request()));
            case 4, 5 -> add(anyFrame());
            case 6 -> continuations(1 + random.nextInt(300));
            case 7 -> rapidReset(1 + random.nextInt(200));
            case 8 -> windows();
            case 9 -> times(1 + random.nextInt(300), Http2Frames.settings(random.nextInt(8), random.nextInt()));
            case 10 -> times(1 + random.nextInt(300), Http2Frames.frame(PING, random.nextInt(2), 0, new byte[8]));
            case 11 -> times(1 + random.nextInt(300), Http2Frames.frame(Http2Frames.DATA, random.nextInt(2), stream(), new byte[0]));
            case 12 -> wrongSizes();
            case 13 -> add(Http2Frames.headers(stream(), random.nextInt(2), hostileHeaders()));
            default -> add(Http2Frames.frame(Http2Frames.HEADERS, Http2Frames.END_HEADERS | random.nextInt(2), stream(), noise(200)));
        }
    }

    private byte[] request() {
        int stream = nextStream;
        nextStream += 2;
        return random.nextInt(4) == 0 ? Http2Frames.get(stream, "/health") : Http2Frames.post(stream, "PutRecord", json("{'StreamName':'fuzz','PartitionKey':'k','Data':''}"));
    }

    private byte[] anyFrame() {
        return Http2Frames.frame(random.nextInt(12), random.nextInt(256), random.nextInt(6) == 0 ? random.nextInt() : stream(), noise(100));
    }

    private void continuations(int count) {
        add(Http2Frames.frame(Http2Frames.HEADERS, random.nextInt(2), nextStream, new byte[0]));
        nextStream += 2;
        times(count, Http2Frames.frame(CONTINUATION, 0, nextStream - 2, random.nextBoolean() ? new byte[0] : new byte[] {0, 1, 'a', 1, 'b'}));
        if (random.nextBoolean()) {
            add(Http2Frames.frame(CONTINUATION, Http2Frames.END_HEADERS, nextStream - 2, new byte[0]));
        }
    }

    private void rapidReset(int count) {
        for (int i = 0; i < count; i++) {
            int stream = nextStream;
            add(request());
            add(Http2Frames.frame(Http2Frames.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
        }
    }

    private void windows() {
        int[] increments = {0, 1, Integer.MAX_VALUE, Integer.MIN_VALUE, -1};
        for (int i = random.nextInt(5); i >= 0; i--) {
            add(Http2Frames.windowUpdate(random.nextBoolean() ? 0 : stream(), increments[random.nextInt(increments.length)]));
        }
        add(Http2Frames.settings(4, random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt()));
    }

    /** A frame whose length says something else than what follows, or than its padding. */
    private void wrongSizes() {
        byte[] frame = Http2Frames.frame(Http2Frames.DATA, PADDED, stream(), new byte[] {(byte) random.nextInt(256), 1, 2});
        if (random.nextBoolean()) {
            frame[2] = (byte) random.nextInt(256);
            frame[1] = (byte) random.nextInt(3);
        }
        add(frame);
    }

    private String[] hostileHeaders() {
        return switch (random.nextInt(6)) {
            case 0 -> new String[] {":method", "POST"};
            case 1 -> new String[] {":method", "POST", ":scheme", "http", ":path", "/", "Upper", "a"};
            case 2 -> new String[] {":path", "", ":path", "/", ":method", "GET", ":scheme", "x"};
            case 3 -> new String[] {":status", "500"};
            case 4 -> new String[] {":method", "POST", ":scheme", "http", ":path", "/", "content-length", "7", "connection", "close", "transfer-encoding", "chunked"};
            default -> new String[] {"a", "b".repeat(15_000), ":method", "GET"};
        };
    }

    private int stream() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(20);
            default -> Math.max(1, nextStream - 2 * random.nextInt(3));
        };
    }

    private byte[] noise(int most) {
        byte[] noise = new byte[random.nextInt(most)];
        random.nextBytes(noise);
        return noise;
    }

    private void times(int count, byte[] frame) {
        for (int i = 0; i < count; i++) {
            add(frame);
        }
    }

    private void add(byte[] frame) {
        out.writeBytes(frame);
        frames++;
    }
}
