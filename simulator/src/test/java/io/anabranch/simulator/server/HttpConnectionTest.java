package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 byte by byte. */
class HttpConnectionTest {
    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(data);
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void serveWith(ServerSettings settings) throws IOException {
        server.close();
        server = new RunningServer(data, server.clock(), settings);
    }

    private RawConnection connect() throws IOException {
        return new RawConnection(server.port());
    }

    @Test
    void pipelinedRequestsTakeEffectAndAreAnsweredInOrder() throws IOException {
        try (RawConnection connection = connect()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                // Every fourth goes another way inside (off the event loop), and must not be overtaken.
                all.append(i % 4 == 3
                        ? RawConnection.post("DescribeStreamSummary", json("{'StreamName':'s'}"))
                        : RawConnection.post("PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':''}")));
            }
            connection.send(all.toString());
            List<String> numbers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                RawConnection.Response response = connection.read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.text()).contains(i % 4 == 3 ? "StreamDescriptionSummary" : "SequenceNumber");
                if (i % 4 != 3) {
                    numbers.add(response.text());
                }
            }
            assertThat(numbers).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void bodiesMayComeInChunksAndByteByByte() throws IOException {
        try (RawConnection connection = connect()) {
            String body = json("{'StreamName':'s'}");
            connection.send(RawConnection.head("DescribeStreamSummary") + "Transfer-Encoding: chunked\r\n\r\n");
            connection.send("5\r\n" + body.substring(0, 5) + "\r\n");
            connection.send(Integer.toHexString(body.length() - 5) + ";x=y\r\n" + body.substring(5) + "\r\n0\r\nTrailer: a\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(200);
            for (char c : RawConnection.post("DescribeStreamSummary", body).toCharArray()) {
                connection.send(String.valueOf(c));
            }
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatWaitsIsToldToContinue() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(RawConnection.head("ListStreams") + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(100);
            connection.send("{}");
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aClientThatAnnouncesTooMuchIsToldBeforeItSends() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(RawConnection.head("ListStreams") + "Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(413);
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void theLargestPutFitsAndWhatIsLargerIsRefusedOnceItWasSent() throws IOException {
        byte[] large = new byte[20 << 20];
        assertThat(server.exchange(java.net.http.HttpRequest.newBuilder(server.endpoint())
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(large))
                                .build())
                        .statusCode())
                .isEqualTo(413);
        try (RawConnection connection = connect()) {
            connection.send(RawConnection.head("PutRecords") + "Transfer-Encoding: chunked\r\n\r\n");
            byte[] megabyte = new byte[1 << 20];
            for (int i = 0; i < 18; i++) {
                connection.send("100000\r\n").send(megabyte).send("\r\n");
            }
            connection.send("0\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(413);
        }
        String record = json("{'PartitionKey':'k','Data':'") + "A".repeat(4 * 349_520) + "\"},";
        String records = record.repeat(10);
        byte[] body = (json("{'StreamName':'s','Records':[") + records.substring(0, records.length() - 1) + "]}").getBytes();
        assertThat(body.length).isGreaterThan(13 << 20);
        assertThat(server.send(WireFormat.JSON, "PutRecords", body, request -> request).status()).isEqualTo(200);
    }

    @Test
    void headersAreLimited() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send("POST / HTTP/1.1\r\nA: " + "x".repeat(20_000) + "\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(431);
        }
        try (RawConnection connection = connect()) {
            connection.send("POST /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(414);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GARBAGE\r\n\r\n", "\0\1\2\3\4\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: abc\r\n\r\n", "POST / HTTP/9.9\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", "POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense that is no frame", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"})
    void garbageIsRefusedOrDroppedAndNeverAFault(String garbage) throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(garbage + "\r\n\r\n".repeat(4));
            byte[] answer = new byte[12];
            int count = connection.in().readNBytes(answer, 0, answer.length);
            assertThat(new String(answer, 0, count, java.nio.charset.StandardCharsets.ISO_8859_1)).doesNotStartWith("HTTP/1.1 5");
        }
        assertThat(server.ok(WireFormat.JSON, "ListStreams", "{}").at("StreamNames.0")).isEqualTo("s");
    }

    @Test
    void connectionsAreKeptUnlessTheClientWantsOtherwise() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(200);
            connection.send("GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.isClosed()).isTrue();
        }
        try (RawConnection connection = connect()) {
            connection.send("GET /health HTTP/1.0\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(200);
            assertThat(connection.isClosed()).isTrue();
        }
        try (RawConnection connection = connect()) {
            connection.send("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(connection.read().headers()).containsIgnoringCase("Connection: keep-alive");
            assertThat(connection.send("GET /health HTTP/1.0\r\n\r\n").read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health?from=here", "http://localhost:4567/health", "HTTP://localhost/health?a=b"})
    void aPathMayHaveAQueryAndAHostInFrontOfIt(String target) throws IOException {
        try (RawConnection connection = connect()) {
            assertThat(connection.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").read().text()).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    /** Also those that come after it said so in the same breath. */
    @Test
    void aClientThatSaysNoMoreGetsItsAnswers() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(RawConnection.post("DescribeStreamSummary", json("{'StreamName':'s'}")).repeat(3));
            connection.halfClose();
            for (int i = 0; i < 3; i++) assertThat(connection.read().text()).contains("StreamDescriptionSummary");
            assertThat(connection.isClosed()).isTrue();
        }
    }

    @Test
    void whatThePortRefusesByItselfIsCounted() throws IOException {
        try (RawConnection large = connect();
                RawConnection garbage = connect()) {
            large.send(RawConnection.head("ListStreams") + "Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n").read();
            garbage.send("POST / HTTP/1.1\r\nA: " + "x".repeat(20_000) + "\r\n\r\n").read();
        }
        try (RawConnection connection = connect()) {
            assertThat(connection.send("GET /metrics HTTP/1.1\r\n\r\n").read().text())
                    .contains("anabranch_requests_total{operation=\"none\",status=\"413\"} 1\n")
                    .contains("anabranch_requests_total{operation=\"none\",status=\"431\"} 1\n");
        }
    }

    @Test
    void slowAndIdleClientsAreClosed() throws IOException {
        serveWith(ServerSettings.loopback().withIdleTimeout(Duration.ofMillis(300)));
        try (RawConnection idle = connect();
                RawConnection halfWay = connect();
                RawConnection dripping = connect()) {
            halfWay.send(RawConnection.head("ListStreams") + "Content-Length: 10\r\n\r\n{");
            org.awaitility.Awaitility.await().atMost(Duration.ofSeconds(10)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50)).until(() -> {
                try {
                    dripping.send("P");
                    return false;
                } catch (IOException e) {
                    return true; // closed under us although it never was idle
                }
            });
            assertThat(idle.isClosed()).isTrue();
            assertThat(halfWay.isClosed()).isTrue();
        }
    }

    @Test
    void connectionsAreLimited() throws IOException {
        serveWith(ServerSettings.loopback().withMaxConnections(2));
        try (RawConnection first = connect();
                RawConnection second = connect()) {
            first.send("GET /health HTTP/1.1\r\n\r\n").read();
            second.send("GET /health HTTP/1.1\r\n\r\n").read();
            try (RawConnection third = connect();
                    RawConnection http2 = connect();
                    RawConnection tls = connect()) {
                RawConnection.Response refusal = third.send("GET /health HTTP/1.1\r\n\r\n").read();
                assertThat(refusal.status()).isEqualTo(503);
                assertThat(refusal.headers()).contains("Connection: close");
                assertThat(third.isClosed()).isTrue();
                http2.send(Http2Frames.PREFACE).send(Http2Frames.settings());
                assertThat(Http2Frames.read(http2.in()).type()).isEqualTo(Http2Frames.SETTINGS);
                assertThat(Http2Frames.read(http2.in()).type()).isEqualTo(Http2Frames.GOAWAY);
                assertThat(http2.isClosed()).isTrue();
                assertThat(tls.send("\u0016\u0003\u0001").isClosed()).isTrue();
            }
            assertThat(first.send("GET /health HTTP/1.1\r\n\r\n").read().status()).isEqualTo(200);
        }
        org.awaitility.Awaitility.await().untilAsserted(() -> {
            try (RawConnection again = connect()) {
                assertThat(again.send("GET /health HTTP/1.1\r\n\r\n").read().status()).isEqualTo(200);
            }
        });
    }

    /** A client that asks and asks and never reads must not make the server hold its answers. */
    @Test
    void aClientThatDoesNotReadIsNotReadFrom() throws IOException {
        String megabyte = "A".repeat(1 << 20);
        server.ok(WireFormat.JSON, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", megabyte));
        String iterator = server.ok(
                        WireFormat.JSON, "GetShardIterator", json("{'StreamName':'s','ShardId':'0','ShardIteratorType':'TRIM_HORIZON'}"))
                .at("ShardIterator");
        String request = RawConnection.post("GetRecords", json("{'ShardIterator':'%s'}", iterator));
        try (RawConnection connection = connect()) {
            for (int i = 0; i < 40; i++) {
                connection.send(request);
            }
            assertThat(server.ok(WireFormat.JSON, "ListStreams", "{}").at("StreamNames.0")).isEqualTo("s");
            for (int i = 0; i < 40; i++) {
                assertThat(connection.read().body().length).isGreaterThan(1 << 20);
            }
        }
    }

    @Test
    void closingFinishesWhatIsUnderWayAndFreesThePort() throws Exception {
        try (RawConnection idle = connect();
                RawConnection fresh = connect()) {
            idle.send("GET /health HTTP/1.1\r\n\r\n").read();
            server.close();
            assertThat(idle.isClosed()).isTrue();
            assertThat(fresh.isClosed()).isTrue();
            serveWith(ServerSettings.loopback().withPort(server.port()));
        }
    }

    @Test
    void aPortInUseIsToldInWords() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> server.simulator().serve(ServerSettings.loopback().withPort(server.port())))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:" + server.port() + ": ");
    }
}
