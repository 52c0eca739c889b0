package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.base64;
import static io.anabranch.simulator.server.RunningServer.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Subscriptions that have nothing to say for long, on a clock that stands still, and clients of another time. */
@Timeout(60)
class QuietSubscriptionTest {
    @TempDir
    Path data;

    private RunningServer server;
    private SimulatorServer hasty;
    private String request;

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(data, settings -> settings.withClockStandingStill(true));
        hasty = server.simulator().serve(ServerSettings.loopback().withIdleTimeout(Duration.ofMillis(300)));
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
        String stream = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
        String consumer = server.ok(WireFormat.JSON, "RegisterStreamConsumer", json("{'StreamARN':'%s','ConsumerName':'c'}", stream)).at("Consumer.ConsumerARN");
        request = json("{'ConsumerARN':'%s','ShardId':'shardId-000000000000','StartingPosition':{'Type':'LATEST'}}", consumer);
    }

    @AfterEach
    void stop() {
        hasty.close();
        server.close();
    }

    /** Returns once others that began later were closed for being idle, twice. */
    private void waitLongerThanIdleOnesMay() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (RawConnection idle = new RawConnection(hasty.port()).send("GET /health HTTP/1.1\r\n\r\n")) {
                idle.read();
                assertThat(idle.isClosed()).isTrue();
            }
        }
    }

    private void assertStillPushed(Subscriber subscriber) throws IOException {
        waitLongerThanIdleOnesMay();
        server.ok(WireFormat.JSON, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", base64("late")));
        Subscriber.Event event = subscriber.expect("SubscribeToShardEvent");
        if (event.payload().at("Records.0.Data").isEmpty()) event = subscriber.expect("SubscribeToShardEvent"); // the first says only that it is alive
        assertThat(event.payload().at("Records.0.Data")).isEqualTo(base64("late"));
    }

    @Test
    void aSubscriptionIsNotIdle() throws IOException {
        try (Subscriber subscriber = Subscriber.http1(hasty.port(), WireFormat.JSON, request)) {
            subscriber.expect("initial-response");
            assertStillPushed(subscriber);
        }
    }

    @Test
    void aSubscriptionOverHttp2IsNotIdle() throws IOException {
        try (Subscriber subscriber = Subscriber.http2(hasty.port(), request)) {
            subscriber.expect("initial-response");
            assertStillPushed(subscriber);
        }
    }

    /** Its client hangs up as every client does, by saying no more. */
    @Test
    void aSubscriptionEndsWithItsClient() throws IOException {
        try (Subscriber subscriber = Subscriber.http1(hasty.port(), WireFormat.JSON, request)) {
            subscriber.expect("initial-response");
            subscriber.connection().halfClose();
            assertThat(new String(subscriber.connection().readAll(), ISO_8859_1)).doesNotContain("\r\n0\r\n");
        }
    }

    /** A client that opens no window takes nothing: that is not waiting for more. */
    @Test
    void aSubscriberThatTakesNothingIsClosed() throws IOException {
        try (Subscriber subscriber = Subscriber.http2(hasty.port(), request, 4, 0)) {
            Http2Frames.Frame frame;
            do {
                frame = Http2Frames.read(subscriber.connection().in());
            } while (frame.type() != Http2Frames.GOAWAY);
            assertThat(subscriber.connection().isClosed()).isTrue();
        }
    }

    /** HTTP/1.0 knows no chunks: the end of the connection is the end of the stream. */
    @Test
    void aClientOfHttp10ReadsToTheEnd() throws IOException {
        String head = RawConnection.head("SubscribeToShard").replace("HTTP/1.1", "HTTP/1.0") + "Connection: keep-alive\r\n";
        try (RawConnection connection = new RawConnection(server.port()).send(head + "Content-Length: " + request.length() + "\r\n\r\n" + request)) {
            RawConnection.Response begun = connection.read();
            assertThat(begun.status()).isEqualTo(200);
            assertThat(begun.headers().toLowerCase(java.util.Locale.ROOT)).contains("connection: close").doesNotContain("chunked");
            int length = connection.in().readInt();
            byte[] frame = connection.in().readNBytes(length - 4);
            assertThat(new String(frame, ISO_8859_1)).contains("initial-response");
            server.simulator().clock().advance(Duration.ofMinutes(5));
            assertThat(new String(connection.readAll(), ISO_8859_1)).contains("SubscribeToShardEvent");
        }
    }
}
