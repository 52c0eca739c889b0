package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 by prior knowledge, frame by frame. */
class Http2Test {
    private static final int PROTOCOL_ERROR = 1;

    @TempDir
    static Path data;

    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new RunningServer(data);
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static RawConnection connect(int... settings) throws IOException {
        return new RawConnection(server.port()).send(Http2Frames.PREFACE).send(Http2Frames.settings(settings));
    }

    @Test
    void manyStreamsOfOneConnectionAreAllAnswered() throws IOException {
        try (RawConnection connection = connect()) {
            for (int stream = 1; stream < 200; stream += 2) {
                connection.send(Http2Frames.post(stream, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':''}")));
            }
            Set<Integer> answered = new HashSet<>();
            while (answered.size() < 100) {
                Http2Frames.Frame frame = Http2Frames.read(connection.in());
                if (frame.type() == Http2Frames.DATA && (frame.flags() & Http2Frames.END_STREAM) != 0) {
                    answered.add(frame.stream());
                }
            }
        }
    }

    /** One DATA frame may hold 16 KiB; longer ones break the rules. */
    @Test
    void aFrameBeyondTheRulesEndsTheConnectionInGoodOrder() throws IOException {
        try (RawConnection connection = connect()) {
            String text = json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", "A".repeat(40_000));
            connection.send(Http2Frames.post(1, "PutRecord", text));
            Http2Frames.Frame frame;
            do {
                frame = Http2Frames.read(connection.in());
            } while (frame.type() != Http2Frames.GOAWAY);
            assertThat(frame.payload()).isNotEmpty();
        }
    }

    /** A client that opens no window gets headers and no data; it holds up nobody else, and gets the rest once it does. */
    @Test
    void answersWaitForTheClientsWindow() throws IOException {
        try (RawConnection closed = connect(4, 0);
                RawConnection other = connect()) {
            closed.send(Http2Frames.get(1, "/health"));
            Http2Frames.Frame frame;
            do {
                frame = Http2Frames.read(closed.in());
            } while (frame.type() != Http2Frames.HEADERS);
            assertThat(frame.flags() & Http2Frames.END_STREAM).isZero();
            other.send(Http2Frames.get(1, "/health"));
            assertThat(Http2Frames.awaitData(other.in(), 1)).contains("ok");
            closed.send(Http2Frames.get(3, "/ready"));
            do {
                frame = Http2Frames.read(closed.in());
                assertThat(frame.type()).isNotEqualTo(Http2Frames.DATA);
            } while (frame.type() != Http2Frames.HEADERS);
            closed.send(Http2Frames.windowUpdate(1, 100));
            assertThat(Http2Frames.awaitData(closed.in(), 1)).contains("ok");
        }
    }

    /** A window may grow by a setting, and shrink below nothing by one. */
    @Test
    void theWindowIsKeptToTheByte() throws IOException {
        String health = "{\"status\":\"ok\"}";
        try (RawConnection connection = connect(4, 2)) {
            connection.send(Http2Frames.get(1, "/health"));
            assertThat(data(connection, 2)).isEqualTo(health.substring(0, 2));
            connection.send(Http2Frames.settings(4, 6));
            assertThat(data(connection, 4)).isEqualTo(health.substring(2, 6));
            connection.send(Http2Frames.settings(4, 0));
            connection.send(Http2Frames.windowUpdate(1, 6)).send(Http2Frames.frame(Http2Frames.PING, 0, 0, new byte[8]));
            Http2Frames.Frame frame;
            do {
                frame = Http2Frames.read(connection.in());
                assertThat(frame.type()).isNotEqualTo(Http2Frames.DATA);
            } while (frame.type() != Http2Frames.PING);
            connection.send(Http2Frames.windowUpdate(1, 1));
            assertThat(data(connection, 1)).isEqualTo(health.substring(6, 7));
            connection.send(Http2Frames.windowUpdate(1, 100));
            assertThat(Http2Frames.awaitData(connection.in(), 1)).isEqualTo(health.substring(7));
        }
    }

    /** The next frame of data, which has so many bytes. */
    private static String data(RawConnection connection, int length) throws IOException {
        Http2Frames.Frame frame;
        do {
            frame = Http2Frames.read(connection.in());
        } while (frame.type() != Http2Frames.DATA);
        assertThat(frame.payload()).hasSize(length);
        return new String(frame.payload(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whoBreaksTheRulesIsToldWhich() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(Http2Frames.headers(1, 0, ":method", "POST", ":scheme", "http", ":authority", "a", ":path", "/", "content-length", "5"));
            connection.send(Http2Frames.frame(Http2Frames.DATA, Http2Frames.END_STREAM, 1, new byte[2]));
            assertThat(code(connection, Http2Frames.RST_STREAM)).isEqualTo(PROTOCOL_ERROR);
            connection.send(Http2Frames.windowUpdate(0, 0));
            assertThat(code(connection, Http2Frames.GOAWAY)).isEqualTo(PROTOCOL_ERROR);
            assertThat(connection.isClosed()).isTrue();
        }
    }

    /** What the next frame of this type ends with. */
    private static int code(RawConnection connection, int type) throws IOException {
        Http2Frames.Frame frame;
        do {
            frame = Http2Frames.read(connection.in());
        } while (frame.type() != type);
        return ByteBuffer.wrap(frame.payload()).getInt(type == Http2Frames.GOAWAY ? 4 : 0);
    }

    @Test
    void streamsBeyondTheLimitAreRefused() throws IOException {
        try (SimulatorServer narrow = server.simulator().serve(new ServerSettings("127.0.0.1", 0, TlsMode.ACCEPTED,
                        java.time.Duration.ofSeconds(60), 10, 16_384, 16 << 20, 2, 1, AdminMode.OFF));
                RawConnection connection = new RawConnection(narrow.port()).send(Http2Frames.PREFACE).send(Http2Frames.settings())) {
            for (int stream = 1; stream <= 5; stream += 2) {
                connection.send(Http2Frames.headers(stream, 0, ":method", "POST", ":scheme", "http", ":authority", "a", ":path", "/"));
            }
            Http2Frames.Frame frame;
            do {
                frame = Http2Frames.read(connection.in());
            } while (frame.type() != Http2Frames.RST_STREAM && frame.type() != Http2Frames.GOAWAY);
            assertThat(frame.stream() == 5 || frame.type() == Http2Frames.GOAWAY).isTrue();
        }
    }

    /** However steadily it drips, and however lively its connection is. */
    @Test
    @Timeout(20)
    void aStreamWhoseRequestDoesNotArriveInTimeIsReset() throws IOException {
        try (SimulatorServer hasty = server.simulator().serve(ServerSettings.loopback().withIdleTimeout(Duration.ofMillis(300)));
                RawConnection connection = new RawConnection(hasty.port()).send(Http2Frames.PREFACE).send(Http2Frames.settings())) {
            connection.send(Http2Frames.headers(1, 0, ":method", "POST", ":scheme", "http", ":authority", "a", ":path", "/"));
            for (int alive = 3; ; alive += 2) {
                connection.send(Http2Frames.frame(Http2Frames.DATA, 0, 1, new byte[1]));
                connection.send(Http2Frames.get(alive, "/health"));
                Http2Frames.Frame frame;
                do {
                    frame = Http2Frames.read(connection.in());
                } while (frame.type() != Http2Frames.RST_STREAM && !(frame.stream() == alive && frame.type() == Http2Frames.DATA));
                if (frame.type() == Http2Frames.RST_STREAM) {
                    assertThat(frame.stream()).isEqualTo(1);
                    return;
                }
            }
        }
    }

    /** A frame, and a block of headers, must arrive whole in time. */
    @ParameterizedTest
    @ValueSource(ints = {Http2Frames.HEADERS, Http2Frames.DATA})
    @Timeout(20)
    void aFrameThatDripsEndsTheConnection(int type) throws IOException {
        byte[] begun = Http2Frames.headers(1, 0, ":method", "POST", ":scheme", "http", ":authority", "a", ":path", "/");
        begun[4] = 0; // the block goes on
        byte[] slow = type == Http2Frames.HEADERS
                ? RunningServer.concat(begun, Http2Frames.frame(Http2Frames.CONTINUATION, 0, 1, new byte[8_192]))
                : Http2Frames.frame(Http2Frames.SETTINGS, 0, 0, new byte[8_190]);
        try (SimulatorServer hasty = server.simulator().serve(ServerSettings.loopback().withIdleTimeout(Duration.ofMillis(300)));
                RawConnection connection = new RawConnection(hasty.port()).send(Http2Frames.PREFACE).send(Http2Frames.settings())) {
            AtomicInteger sent = new AtomicInteger();
            Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).until(() -> {
                try {
                    connection.send(new byte[] {slow[sent.getAndIncrement()]});
                    return false;
                } catch (IOException e) {
                    return true; // closed under us although it never was still
                }
            });
        }
    }

    @Test
    void aStreamThatIsCancelledTakesNothingWithIt() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(Http2Frames.headers(1, 0, ":method", "POST", ":scheme", "http", ":authority", "a", ":path", "/"));
            connection.send(Http2Frames.frame(Http2Frames.RST_STREAM, 0, 1, new byte[] {0, 0, 0, 8}));
            connection.send(Http2Frames.get(3, "/health"));
            assertThat(Http2Frames.awaitData(connection.in(), 3)).contains("ok");
        }
    }
}
