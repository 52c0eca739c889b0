package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Random;

/** What a broken or hostile client may send over HTTP/1.1. */
final class HostileHttp1 {
    private static final List<String> LINES = List.of(
            "POST / HTTP/1.1\r\n", "POST  /  HTTP/1.1\r\n", "POST /\r\n", "\r\n", "POST / HTTP/0.9\r\n", "POST / HTTP/1.1\n", "G\0T / HTTP/1.1\r\n", "POST http://a:99999/ HTTP/1.1\r\n",
            "CONNECT a:1 HTTP/1.1\r\n", "POST /" + "x".repeat(20_000) + " HTTP/1.1\r\n", "OPTIONS * HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n", "\u0016\u0003\u0001\u0002\0", "HTTP/1.1 500 a\r\n");
    private static final List<String> HEADERS = List.of(
            "Content-Length: 2\r\n", "Content-Length: -1\r\n", "Content-Length: 2, 3\r\n", "Content-Length: 99999999999999999999\r\n", "Content-Length: 0x2\r\n", "Content-Length: 15000000\r\n",
            "Content-Length : 2\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding:\u000bchunked\r\n", "Expect: 100-continue\r\n",
            "Expect: 200-ok\r\n", "Connection: close, upgrade\r\n", "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nConnection: Upgrade, HTTP2-Settings\r\n", ": a\r\n", "A\r\n", " folded\r\n",
            "A: " + "b".repeat(17_000) + "\r\n", "a: b\r\n".repeat(2_000), "X-Amz-Target: \u00ff\u0000\r\n", "Authorization: \r\n", "Host: a\r\nHost: b\r\n", "Origin: http://a\r\n", "A: b\rC: d\r\n", "Trailer: Content-Length\r\n");
    private static final List<String> CHUNKS = List.of(
            "2\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n", "2\r\n{}", "-2\r\n{}\r\n", "ffffffffffffffff\r\n{}", "7fffffff\r\n{}", "2;" + "x".repeat(9_000) + "\r\n{}\r\n0\r\n\r\n", "2 \r\n{}\r\n0\r\n\r\n", "zz\r\n", "\r\n",
            "0\r\nContent-Length: 5\r\n\r\n", "0\r\n" + "a: b\r\n".repeat(5_000) + "\r\n", "1\r\n{\r\n".repeat(3_000), "00000000000000000000000002\r\n{}\r\n0\r\n\r\n", "2\n{}\n0\n\n");

    private final Random random;
    private final BodyDamage damage;

    HostileHttp1(Random random) {
        this.random = random;
        this.damage = new BodyDamage(random);
    }

    /** Some requests one behind the other. */
    byte[] bytes() {
        byte[] all = {};
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            all = RunningServer.concat(all, request());
        }
        return all;
    }

    private byte[] request() {
        return switch (random.nextInt(6)) {
            case 0 -> (any(LINES) + headers() + "\r\n" + (random.nextBoolean() ? "{}" : any(CHUNKS))).getBytes(ISO_8859_1);
            case 1 -> (RawConnection.head("ListStreams") + headers() + "\r\n" + any(CHUNKS)).getBytes(ISO_8859_1);
            case 2 -> (RawConnection.head("ListStreams") + "Transfer-Encoding: chunked\r\n\r\n" + any(CHUNKS)).getBytes(ISO_8859_1);
            case 3 -> RawConnection.post("PutRecord", json("{'StreamName':'fuzz','PartitionKey':'k','Data':''}")).getBytes(ISO_8859_1);
            case 4 -> damage.ofBytes(RawConnection.post("ListShards", json("{'StreamName':'fuzz'}")).getBytes(ISO_8859_1));
            default -> noise();
        };
    }

    private String headers() {
        StringBuilder headers = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.append(any(HEADERS));
        }
        return headers.toString();
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(500)];
        random.nextBytes(noise);
        return noise;
    }

    private String any(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
