package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.anabranch.simulator.wire.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.ResourceLeakDetector;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Clients that break the rules of HTTP/1.1 and HTTP/2, by seeds: none gets a 5xx or waits for ever, every connection ends, every buffer goes back
 * where it came from, and the next client is served. {@code -Dseed=42} starts elsewhere, {@code -Dclients=100000} goes on for longer.
 */
class HostileClientsTest {
    private static final long SEED = Long.getLong("seed", 1);
    private static final int CLIENTS = Integer.getInteger("clients", 400);

    @TempDir
    Path data;

    private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();
    private final Logger leakLogger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    private final ResourceLeakDetector.Level levelBefore = ResourceLeakDetector.getLevel();
    private long buffersBefore;
    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        leakLogger.setLevel(Level.ERROR);
        leakLogger.addAppender(leaks);
        leaks.start();
        buffersBefore = buffersInUse();
        server = new RunningServer(data);
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'fuzz','ShardCount':1}"));
    }

    @AfterEach
    void stop() {
        server.close();
        leakLogger.detachAppender(leaks);
        leakLogger.setLevel(null);
        ResourceLeakDetector.setLevel(levelBefore);
    }

    @Test
    void brokenHttp1IsAnsweredOrDropped() throws IOException {
        for (long seed = SEED; seed < SEED + CLIENTS; seed++) {
            String answers = new String(answers(new HostileHttp1(new Random(seed)).bytes()), ISO_8859_1);
            assertThat(answers).as("seed %s", seed).doesNotContain("HTTP/1.1 5");
        }
        assertNothingIsLeft();
    }

    @Test
    void brokenHttp2IsAnsweredOrDropped() throws Exception {
        int frames = 0;
        for (long seed = SEED; seed < SEED + CLIENTS; seed++) {
            HostileHttp2 client = new HostileHttp2(new Random(seed));
            byte[] answers = answers(client.bytes());
            frames += client.frames();
            assertNoFault(seed, answers);
        }
        assertThat(frames).isGreaterThan(20 * CLIENTS);
        assertNothingIsLeft();
    }

    private byte[] answers(byte[] bytes) throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            try {
                connection.send(bytes).halfClose();
            } catch (SocketException e) {
                return new byte[0]; // refused already, while we were still sending
            }
            return connection.readAll();
        }
    }

    private static void assertNoFault(long seed, byte[] answers) throws IOException, Http2Exception {
        var headers = new DefaultHttp2HeadersDecoder(false);
        headers.configuration().maxHeaderTableSize(Http2CodecUtil.MAX_HEADER_TABLE_SIZE); // as some of these clients allow
        var in = new DataInputStream(new java.io.ByteArrayInputStream(answers));
        try {
            while (in.available() > 0) {
                Http2Frames.Frame frame = Http2Frames.read(in);
                if (frame.type() == Http2Frames.HEADERS) {
                    assertThat(status(headers, frame)).as("seed %s", seed).doesNotStartWith("5");
                }
            }
        } catch (EOFException e) {
            // The connection was cut within a frame.
        }
    }

    private static String status(DefaultHttp2HeadersDecoder decoder, Http2Frames.Frame frame) {
        ByteBuf block = Unpooled.wrappedBuffer(frame.payload());
        try {
            return String.valueOf(decoder.decodeHeaders(frame.stream(), block).status());
        } catch (Http2Exception e) {
            throw new AssertionError("unreadable headers", e);
        }
    }

    private void assertNothingIsLeft() {
        assertThat(server.ok(WireFormat.JSON, "ListStreams", "{}").at("StreamNames.0")).isEqualTo("fuzz");
        assertThat(server.exchange(java.net.http.HttpRequest.newBuilder(server.endpoint().resolve("/health")).build()).statusCode()).isEqualTo(200);
        Awaitility.await("connections end").atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(server.server().connections()).isLessThanOrEqualTo(1));
        server.close();
        Awaitility.await("buffers go back").atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(buffersInUse()).isLessThanOrEqualTo(buffersBefore));
        System.gc();
        PooledByteBufAllocator.DEFAULT.buffer(1).release(); // looks for what was lost
        assertThat(leaks.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
    }

    /** Of all pools, what threads have kept for themselves included. */
    private static long buffersInUse() {
        var pools = PooledByteBufAllocator.DEFAULT.metric();
        return Stream.concat(pools.directArenas().stream(), pools.heapArenas().stream()).mapToLong(PoolArenaMetric::numActiveAllocations).sum();
    }
}
