package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.base64;
import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Subscriptions over real sockets, on a clock that only this test moves. */
@Timeout(60)
class SubscribeToShardTest {
    private static final String SHARD = "shardId-000000000000";

    @TempDir
    Path data;

    private RunningServer server;
    private String consumer;

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(data, settings -> settings.withClockStandingStill(true));
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
        consumer = register("c");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String register(String name) {
        String stream = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
        return server.ok(WireFormat.JSON, "RegisterStreamConsumer", json("{'StreamARN':'%s','ConsumerName':'%s'}", stream, name)).at("Consumer.ConsumerARN");
    }

    private String request(String type, String more) {
        return request(SHARD, type, more);
    }

    private String request(String shard, String type, String more) {
        return json("{'ConsumerARN':'%s','ShardId':'%s','StartingPosition':{'Type':'%s'%s}}", consumer, shard, type, more);
    }

    private Subscriber subscribe(WireFormat format, String request) throws IOException {
        Subscriber subscriber = Subscriber.http1(server.port(), format, request);
        assertThat(subscriber.expect("initial-response").headers()).containsEntry(":message-type", "event");
        return subscriber;
    }

    private Subscriber subscribe(String type) throws IOException {
        return subscribe(WireFormat.JSON, request(type, ""));
    }

    private String put(String text) {
        return server.ok(WireFormat.JSON, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", base64(text))).at("SequenceNumber");
    }

    private void advance(Duration time) {
        server.simulator().streams().clock().advance(time);
    }

    private void assertRefused(String type, String message, String request) {
        assertThatThrownBy(() -> Subscriber.http1(server.port(), WireFormat.JSON, request).close())
                .isInstanceOfSatisfying(Subscriber.Refused.class, e -> {
                    assertThat(e.answer().status()).isEqualTo(400);
                    assertThat(e.answer().at("__type")).isEqualTo(type);
                    assertThat(e.answer().at("message")).contains(message);
                });
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPutIsPushed(WireFormat format) throws IOException {
        String first = put("before");
        try (Subscriber subscriber = subscribe(format, request("TRIM_HORIZON", ""))) {
            Subscriber.Event event = subscriber.expectEvent();
            String content = format == WireFormat.JSON ? "application/json" : "application/cbor";
            assertThat(event.headers()).containsEntry(":message-type", "event").containsEntry(":content-type", content);
            assertThat(event.payload().at("Records.0.Data")).isEqualTo(base64("before"));
            assertThat(event.payload().at("Records.0.PartitionKey")).isEqualTo("k");
            assertThat(event.payload().at("Records.0.SequenceNumber")).isEqualTo(first);
            assertThat(event.payload().find("Records.0.ApproximateArrivalTimestamp")).asString().contains("1772359200");
            assertThat(event.payload().at("MillisBehindLatest")).isEqualTo("0");
            assertThat(event.continuation()).isEqualTo(first);
            assertThat(event.payload().has("ChildShards")).isFalse();
            String second = put("after");
            assertThat(subscriber.expectEvent().payload().texts("Records", "SequenceNumber")).containsExactly(second);
        }
    }

    @Test
    void theIdentifierBesideAConsumerIsThatOfItsStream() {
        String other = "a".repeat(20) + "-bcd";
        assertRefused("InvalidArgumentException", "StreamId " + other + " is not the identifier of stream s.",
                request("LATEST", "").replace("{\"ConsumerARN\"", "{\"StreamId\":\"" + other + "\",\"ConsumerARN\""));
    }

    @Test
    void http2IsPushedToJustTheSame() throws IOException {
        try (Subscriber subscriber = Subscriber.http2(server.port(), request("LATEST", ""))) {
            subscriber.expect("initial-response");
            assertThat(subscriber.expectEvent().payload().items("Records")).isEmpty();
            String number = put("x".repeat(40_000));
            assertThat(subscriber.expectEvent().payload().texts("Records", "SequenceNumber")).containsExactly(number);
        }
    }

    /** RFC 9113, 6.9: nothing may be sent into a closed window, all of it once the window opens. */
    @Test
    void nothingIsSentIntoAClosedWindow() throws IOException {
        put("waits");
        try (Subscriber subscriber = Subscriber.http2(server.port(), request("TRIM_HORIZON", ""), 4, 0)) {
            RawConnection connection = subscriber.connection();
            Http2Frames.Frame frame;
            do {
                frame = Http2Frames.read(connection.in());
            } while (frame.type() != Http2Frames.HEADERS);
            connection.send(Http2Frames.frame(6, 0, 0, new byte[8]));
            do {
                frame = Http2Frames.read(connection.in());
                assertThat(frame.type()).isNotEqualTo(Http2Frames.DATA);
            } while (frame.type() != 6);
            connection.send(Http2Frames.windowUpdate(1, 20));
            Http2Frames.Frame part = Http2Frames.read(connection.in());
            assertThat(part.type()).isEqualTo(Http2Frames.DATA);
            assertThat(part.payload()).hasSize(20);
            connection.send(Http2Frames.windowUpdate(1, 1 << 20));
            int received = 20;
            while (received < 300) {
                frame = Http2Frames.read(connection.in());
                received += frame.type() == Http2Frames.DATA ? frame.payload().length : 0;
            }
        }
    }

    @Test
    void aSubscriberThatReadsNothingDelaysNobodyAndGetsAllLater() throws IOException {
        String other = register("other");
        try (Subscriber slow = subscribe("TRIM_HORIZON");
                Subscriber quick = subscribe(WireFormat.JSON, request("TRIM_HORIZON", "").replace(consumer, other))) {
            String last = "";
            for (int i = 0; i < 40; i++) {
                last = put("x".repeat(500_000));
                assertThat(quick.expectRecords().continuation()).isEqualTo(last);
            }
            int records = 0;
            for (String at = ""; !at.equals(last); ) {
                Subscriber.Event event = slow.expectEvent();
                at = event.continuation();
                records += event.payload().items("Records").size();
            }
            assertThat(records).isEqualTo(40);
        }
    }

    /** Without limits a subscription that is open keeps others out, and nothing else does. */
    @Test
    void aClientThatLeftIsNoticed(@TempDir Path unlimited) throws IOException {
        server.close();
        server = new RunningServer(unlimited, settings -> settings.withClockStandingStill(true).withLimits(Limits.OFF));
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
        consumer = register("c");
        try (Subscriber cancelled = Subscriber.http2(server.port(), request("LATEST", ""))) {
            cancelled.expect("initial-response");
            assertRefused("ResourceInUseException", "Another active subscription", request("LATEST", ""));
            cancelled.connection().send(Http2Frames.frame(Http2Frames.RST_STREAM, 0, 1, new byte[] {0, 0, 0, 8}));
            Subscriber gone = awaitSubscription();
            assertRefused("ResourceInUseException", "Another active subscription", request("LATEST", ""));
            gone.close();
            awaitSubscription().close();
        }
    }

    private Subscriber awaitSubscription() {
        return Awaitility.await().ignoreException(Subscriber.Refused.class).until(() -> subscribe("LATEST"), subscribed -> true);
    }

    @Test
    void theSecondCallTakesOverAfterFiveSeconds() throws IOException {
        try (Subscriber first = subscribe("LATEST")) {
            first.expectEvent();
            assertRefused("ResourceInUseException", "Another active subscription exists for this consumer: " + consumer, request("LATEST", ""));
            advance(Duration.ofSeconds(5));
            try (Subscriber second = subscribe("LATEST")) {
                while (!first.next().orElseThrow().is("ResourceInUseException")) {
                    // a sign of life before it
                }
                assertThat(first.next()).isEmpty();
                second.expectEvent();
                put("for the second");
                second.expectRecords();
            }
        }
    }

    @Test
    void itEndsInGoodOrderAfterFiveMinutesAndGoesOnWhereItEnded() throws IOException {
        String after;
        try (Subscriber subscriber = subscribe("LATEST")) {
            after = subscriber.expectEvent().continuation();
            advance(Duration.ofMinutes(5));
            subscriber.expectEnd();
        }
        String number = put("meanwhile");
        try (Subscriber subscriber = subscribe(WireFormat.JSON, request("AFTER_SEQUENCE_NUMBER", json(",'SequenceNumber':'%s'", after)))) {
            assertThat(subscriber.expectEvent().payload().texts("Records", "SequenceNumber")).containsExactly(number);
        }
    }

    @Test
    void aConnectionServesOtherRequestsBehindASubscription() throws IOException {
        try (Subscriber subscriber = subscribe("LATEST")) {
            subscriber.connection().send(RawConnection.post("ListStreams", "{}"));
            advance(Duration.ofMinutes(5));
            subscriber.expectEnd();
            assertThat(subscriber.connection().read().text()).contains("StreamNames");
        }
    }

    @Test
    void aQuietLineIsKeptAlive() throws IOException {
        try (Subscriber subscriber = subscribe("LATEST")) {
            String before = subscriber.expectEvent().continuation();
            advance(Duration.ofSeconds(5));
            Subscriber.Event alive = subscriber.expectEvent();
            assertThat(alive.payload().items("Records")).isEmpty();
            assertThat(new BigInteger(alive.continuation())).isGreaterThan(new BigInteger(before));
        }
    }

    @Test
    void aClosedShardTellsWhatFollowsIt() throws IOException {
        try (Subscriber subscriber = subscribe("LATEST")) {
            subscriber.expectEvent();
            server.ok(WireFormat.JSON, "SplitShard", json("{'StreamName':'s','ShardToSplit':'%s','NewStartingHashKey':'1000'}", SHARD));
            Subscriber.Event last = subscriber.expectEvent();
            assertThat(last.payload().has("ContinuationSequenceNumber")).isFalse();
            assertThat(last.payload().texts("ChildShards", "ShardId")).containsExactly("shardId-000000000001", "shardId-000000000002");
            assertThat(last.payload().at("ChildShards.0.ParentShards.0")).isEqualTo(SHARD);
            assertThat(last.payload().at("ChildShards.0.HashKeyRange.EndingHashKey")).isEqualTo("999");
            assertThat(subscriber.next()).isEmpty();
        }
    }

    @Test
    void aStreamThatIsDeletedSaysSo() throws IOException {
        try (Subscriber subscriber = subscribe("LATEST")) {
            subscriber.expectEvent();
            server.ok(WireFormat.JSON, "DeleteStream", json("{'StreamName':'s','EnforceConsumerDeletion':true}"));
            Subscriber.Event last = subscriber.expect("ResourceNotFoundException");
            assertThat(last.headers()).containsEntry(":message-type", "exception");
            assertThat(last.payload().at("message")).isEqualTo("Stream s under account 000000000000 not found.");
            assertThat(subscriber.next()).isEmpty();
        }
    }

    @Test
    void aConsumerThatIsDeregisteredSaysSo() throws IOException {
        try (Subscriber subscriber = subscribe(WireFormat.CBOR, request("LATEST", ""))) {
            subscriber.expectEvent();
            server.ok(WireFormat.JSON, "DeregisterStreamConsumer", json("{'ConsumerARN':'%s'}", consumer));
            assertThat(subscriber.expect("ResourceNotFoundException").payload().at("message")).contains(consumer);
            assertThat(subscriber.next()).isEmpty();
        }
    }

    @Test
    void allFivePositionsBeginWhereTheySay() throws IOException {
        String first = put("1");
        advance(Duration.ofSeconds(1));
        String second = put("2");
        assertBegins("TRIM_HORIZON", "", first, second);
        assertBegins("AT_SEQUENCE_NUMBER", json(",'SequenceNumber':'%s'", second), second);
        assertBegins("AFTER_SEQUENCE_NUMBER", json(",'SequenceNumber':'%s'", first), second);
        assertBegins("AT_TIMESTAMP", json(",'Timestamp':1772359200.5"), second);
        assertBegins("AT_TIMESTAMP", json(",'Timestamp':1000"), first, second);
        assertBegins("LATEST", "");
    }

    private void assertBegins(String type, String more, String... expected) throws IOException {
        advance(Duration.ofSeconds(5));
        try (Subscriber subscriber = subscribe(WireFormat.JSON, request(type, more))) {
            assertThat(subscriber.expectEvent().payload().texts("Records", "SequenceNumber")).containsExactly(expected);
        }
    }

    @Test
    void whatIsWrongAtTheStartIsAnOrdinaryError() {
        assertRefused("ValidationException", "Value null at 'startingPosition' failed", json("{'ConsumerARN':'%s','ShardId':'0'}", consumer));
        assertRefused("ValidationException", "at 'startingPosition.type' failed", request("SOMEWHERE", ""));
        assertRefused("ValidationException", "at 'consumerARN' failed", request("LATEST", "").replace(consumer, "c"));
        assertRefused("ResourceNotFoundException", "Consumer " + consumer + "0, account", request("LATEST", "").replace(consumer, consumer + "0"));
        assertRefused("ResourceNotFoundException", "Could not find shard", request("shardId-000000000007", "LATEST", ""));
        assertRefused("InvalidArgumentException", "Must either specify (1) AT_SEQUENCE_NUMBER", request("AT_SEQUENCE_NUMBER", ""));
        assertRefused("InvalidArgumentException", "Must specify timestampInMillis parameter", request("AT_TIMESTAMP", ""));
        assertRefused("InvalidArgumentException", "cannot be greater than the currentTimestampInMillis", request("AT_TIMESTAMP", json(",'Timestamp':1972359200")));
        assertRefused(
                "InvalidArgumentException", "used in SubscribeToShard on shard " + SHARD, request("AT_SEQUENCE_NUMBER", json(",'SequenceNumber':'1'")));
        assertThat(server.call(WireFormat.JSON, "SubscribeToShard", "[]").status()).isEqualTo(400);
    }

    @Test
    void aRefusedCallTakesNothingOver() throws IOException {
        try (Subscriber subscriber = subscribe("LATEST")) {
            subscriber.expectEvent();
            advance(Duration.ofSeconds(5));
            assertRefused("InvalidArgumentException", "Must specify timestampInMillis", request("AT_TIMESTAMP", ""));
            put("still here");
            subscriber.expectRecords();
        }
    }

    /** Numbers no record has must do as well: a quiet shard's, and its own starting number. */
    @Test
    void subscriptionsGoOnBehindARestart() throws IOException {
        String starting = server.ok(WireFormat.JSON, "DescribeStream", json("{'StreamName':'s'}"))
                .at("StreamDescription.Shards.0.SequenceNumberRange.StartingSequenceNumber");
        String quiet;
        try (Subscriber subscriber = subscribe("LATEST")) {
            quiet = subscriber.expectEvent().continuation();
            server.restart();
            subscriber.expectEnd();
        }
        String number = put("after the restart");
        for (String after : List.of(quiet, starting)) {
            assertBegins("AFTER_SEQUENCE_NUMBER", json(",'SequenceNumber':'%s'", after), number);
        }
    }

    @Test
    void aServerThatClosesEndsSubscriptionsInGoodOrder() throws IOException {
        String other = register("other");
        try (Subscriber http1 = subscribe("LATEST");
                Subscriber http2 = Subscriber.http2(server.port(), request("LATEST", "").replace(consumer, other))) {
            http2.expect("initial-response");
            server.server().close();
            http1.expectEnd();
            http2.expectEnd();
        }
    }
}
