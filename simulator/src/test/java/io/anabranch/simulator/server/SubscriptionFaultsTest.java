package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.base64;
import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.wire.WireFormat;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What subscribers see of faults on a script. */
@Timeout(60)
class SubscriptionFaultsTest {
    @TempDir
    Path data;

    private RunningServer server;
    private Faults faults;
    private String request;

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(data, settings -> settings.withClockStandingStill(true));
        faults = server.simulator().faults();
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
        request = request(register("app"));
        server.ok(WireFormat.JSON, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", base64("d")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String register(String name) {
        String stream = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
        return server.ok(WireFormat.JSON, "RegisterStreamConsumer", json("{'StreamARN':'%s','ConsumerName':'%s'}", stream, name)).at("Consumer.ConsumerARN");
    }

    private static String request(String consumer) {
        return json("{'ConsumerARN':'%s','ShardId':'shardId-000000000000','StartingPosition':{'Type':'TRIM_HORIZON'}}", consumer);
    }

    private Subscriber subscribe(boolean http2) throws IOException {
        return http2 ? Subscriber.http2(server.port(), request) : Subscriber.http1(server.port(), WireFormat.JSON, request);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSubscriptionIsCutWithinAFrameAndTheNextOneIsWhole(boolean http2) throws IOException {
        faults.on("SubscribeToShard").consumer("app").stream("s").shard("0").nth(1).cut(50);
        try (Subscriber cut = subscribe(http2)) {
            cut.expect("initial-response");
            assertThatThrownBy(cut::next).isInstanceOf(EOFException.class);
        }
        server.simulator().clock().advance(Duration.ofSeconds(6));
        try (Subscriber whole = subscribe(http2)) {
            whole.expect("initial-response");
            assertThat(whole.expectEvent().payload().items("Records")).hasSize(1);
        }
    }

    @Test
    void otherConsumersAreLeftAlone() throws IOException {
        faults.on("SubscribeToShard").consumer("app").throttle();
        assertThatThrownBy(() -> subscribe(false)).isInstanceOfSatisfying(
                Subscriber.Refused.class, refused -> assertThat(refused.answer().at("__type")).isEqualTo("LimitExceededException"));
        request = request(register("other"));
        try (Subscriber other = subscribe(false)) {
            other.expect("initial-response");
        }
    }

    /** The subscription had begun: within five seconds the next one is refused, and nothing of it is left running. */
    @Test
    void aLostAnswerIsOfASubscriptionThatBegan() throws IOException {
        faults.on("SubscribeToShard").nth(1).loseAnswer();
        assertThatThrownBy(() -> subscribe(false)).isInstanceOfAny(SocketException.class, EOFException.class);
        assertThatThrownBy(() -> subscribe(false)).isInstanceOfSatisfying(
                Subscriber.Refused.class, refused -> assertThat(refused.answer().at("__type")).isEqualTo("ResourceInUseException"));
        server.simulator().clock().advance(Duration.ofSeconds(6));
        try (Subscriber again = subscribe(false)) {
            again.expect("initial-response");
        }
    }

    @Test
    void aConnectionThatGoesAwayTakesItsSubscriptionAlong() throws IOException {
        faults.on("SubscribeToShard").nth(1).goAway();
        try (RawConnection connection = new RawConnection(server.port()).send(Http2Frames.PREFACE).send(Http2Frames.settings())) {
            connection.send(Http2Frames.post(1, "SubscribeToShard", request));
            Http2Frames.Frame frame;
            do {
                frame = Http2Frames.read(connection.in());
            } while (frame.type() != Http2Frames.GOAWAY);
            assertThat(connection.readAll()).as("the rest, up to the end").isNotEmpty();
        }
    }
}
