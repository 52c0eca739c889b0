package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How often an account may call the control plane where limits are strict. */
class CallRatesTest {
    private static final WireFormat JSON = WireFormat.JSON;
    private static final String OF_STREAM = "Rate exceeded for stream s under account 000000000000.";

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        start(Limits.STRICT);
    }

    private void start(Limits limits) throws IOException {
        server = new RunningServer(data, settings -> settings.withLimits(limits));
        server.simulator().streams().create("s", 1);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static void assertTooMany(RunningServer.Answer answer, String text) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("__type")).isEqualTo("LimitExceededException");
        assertThat(answer.at("message")).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "DescribeStream,10",
        "DescribeStreamSummary,20",
        "SplitShard,5",
        "DeleteStream,5"
    })
    void theRateIsThatOfTheOperation(String operation, int perSecond) {
        String body = json("{'StreamName':'s','ShardToSplit':'shardId-000000000000','NewStartingHashKey':'170141183460469231731687303715884105728'}");
        for (int i = 0; i < perSecond; i++) assertThat(server.call(JSON, operation, body).at("message")).doesNotContain("Rate exceeded");
        assertTooMany(server.call(JSON, operation, body), OF_STREAM);
        assertTooMany(server.call(WireFormat.CBOR, operation, body), OF_STREAM);
        server.clock().advance(Duration.ofMillis(1_000 / perSecond));
        assertThat(server.call(JSON, operation, body).at("message")).doesNotContain("Rate exceeded");
        assertTooMany(server.call(JSON, operation, body), OF_STREAM);
    }

    @Test
    void operationsAreLimitedEachByItself() {
        for (int i = 0; i < 5; i++) server.ok(JSON, "ListStreams", "{}");
        assertTooMany(server.call(JSON, "ListStreams", "{}"), "Rate exceeded for account 000000000000.");
        server.ok(JSON, "DescribeStream", json("{'StreamName':'s'}"));
    }

    @Test
    void accountsAreLimitedEachByItself() {
        for (int i = 0; i < 5; i++) server.ok(JSON, "ListStreams", "{}");
        RunningServer.Answer other = server.send(JSON, "ListStreams", RunningServer.body(JSON, "{}"),
                request -> request.setHeader("Authorization", RunningServer.AUTHORIZATION.replace("AKID", "123456789012")));
        assertThat(other.status()).isEqualTo(200);
    }

    @Test
    void shardsOfOneStreamMayBeListedAThousandTimesASecond() {
        server.simulator().streams().create("other", 1);
        for (int i = 0; i < 1_000; i++) server.ok(JSON, "ListShards", json("{'StreamName':'s'}"));
        assertTooMany(server.call(JSON, "ListShards", json("{'StreamName':'s'}")), OF_STREAM);
        assertTooMany(server.call(JSON, "ListShards", json("{'StreamARN':'arn:aws:kinesis:us-east-1:000000000000:stream/s'}")), OF_STREAM);
        server.ok(JSON, "ListShards", json("{'StreamName':'other'}"));
    }

    @Test
    void whatIsNoNameOfAStreamIsNotKept() {
        for (int i = 0; i < 5; i++) {
            String arn = "arn:aws:kinesis:us-east-1:000000000000:stream/" + "x".repeat(129 + i);
            assertThat(server.call(WireFormat.JSON, "ListStreamConsumers", json("{'StreamARN':'%s'}", arn)).at("__type")).isNotEqualTo("LimitExceededException");
        }
        String arn = "arn:aws:kinesis:us-east-1:000000000000:stream/" + "y".repeat(200);
        assertTooMany(server.call(WireFormat.JSON, "ListStreamConsumers", json("{'StreamARN':'%s'}", arn)), "Rate exceeded for account 000000000000.");
    }

    @Test
    void aBodyThatCannotBeReadIsToldFirst() {
        for (int i = 0; i < 30; i++) assertThat(server.call(JSON, "ListStreams", "{").at("__type")).isEqualTo("SerializationException");
    }

    @ParameterizedTest
    @EnumSource(value = Limits.class, names = {"RELAXED", "OFF"})
    void nobodyCountsElsewhere(Limits limits) throws IOException {
        server.simulator().streams().delete("s");
        server.close();
        start(limits);
        for (int i = 0; i < 30; i++) server.ok(JSON, "ListStreams", "{}");
    }
}
