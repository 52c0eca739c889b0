package io.anabranch.simulator.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.SettableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens and iterators that are too old, not whole, or not for what they are used for. */
class PageTokensTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";

    @TempDir
    Path data;

    private Simulator simulator;
    private Calls calls;
    /** By operation, with the body it goes into. */
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final Map<String, String> bodies = Map.of(
            "ListShards", "{'NextToken':'TOKEN'}",
            "ListStreams", "{'NextToken':'TOKEN'}",
            "ListStreamConsumers", "{'StreamARN':'" + ARN + "s','NextToken':'TOKEN'}",
            "GetRecords", "{'ShardIterator':'TOKEN'}");

    @BeforeEach
    void issue() throws IOException {
        simulator = Simulator.open(SimulatorSettings.at(data).withClock(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")))
                .withClockStandingStill(true).withLimits(Limits.OFF));
        calls = new Calls(simulator.streams());
        for (String stream : new String[] {"s", "t"}) create(stream);
        tokens.put("ListShards", calls.call("ListShards", "{'StreamName':'s','MaxResults':1}").text("NextToken").orElseThrow());
        tokens.put("ListStreams", calls.call("ListStreams", "{'Limit':1}").text("NextToken").orElseThrow());
        tokens.put("ListStreamConsumers", calls.call("ListStreamConsumers", "{'StreamARN':'%ss','MaxResults':1}", ARN).text("NextToken").orElseThrow());
        tokens.put("GetRecords", calls.call("GetShardIterator", "{'StreamName':'s','ShardId':'0','ShardIteratorType':'LATEST'}")
                .text("ShardIterator").orElseThrow());
    }

    private void create(String stream) {
        calls.call("CreateStream", "{'StreamName':'%s','ShardCount':3}", stream);
        for (String consumer : new String[] {"c", "d"}) calls.call("RegisterStreamConsumer", "{'StreamARN':'%s','ConsumerName':'%s'}", ARN + stream, consumer);
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    private void assertRefused(String operation, String token, ErrorType type) {
        assertThat(calls.refusal(operation, bodies.get(operation).replace("TOKEN", token))).as("%s %s", operation, token).contains(type);
    }

    private void assertTaken(String operation) {
        assertThat(calls.refusal(operation, bodies.get(operation).replace("TOKEN", tokens.get(operation)))).as(operation).isEmpty();
    }

    @Test
    void theyAreGoodForFiveMinutesAndForMoreThanOneCall() {
        simulator.streams().clock().advance(Duration.ofMinutes(5));
        for (int call = 0; call < 2; call++) tokens.keySet().forEach(this::assertTaken);
        simulator.streams().clock().advance(Duration.ofMillis(1));
        tokens.forEach((operation, token) ->
                assertRefused(operation, token, operation.equals("GetRecords") ? ErrorType.EXPIRED_ITERATOR : ErrorType.EXPIRED_NEXT_TOKEN));
    }

    @Test
    void theyAreGoodForWhatTheyWereMadeForOnly() {
        for (String operation : tokens.keySet())
            for (String other : tokens.keySet())
                if (!other.equals(operation)) assertRefused(operation, tokens.get(other), ErrorType.INVALID_ARGUMENT);
    }

    @Test
    void nothingOfThemCanBeChanged() {
        tokens.forEach((operation, token) -> {
            byte[] bytes = Base64.getDecoder().decode(token);
            for (int i = 0; i < bytes.length; i++) {
                int at = i;
                assertRefused(operation, changed(bytes, copy -> { copy[at] ^= 1; return copy; }), ErrorType.INVALID_ARGUMENT);
            }
            for (int length = 0; length < bytes.length; length++) {
                int to = length;
                if (length > 0) assertRefused(operation, changed(bytes, copy -> Arrays.copyOf(copy, to)), ErrorType.INVALID_ARGUMENT);
            }
            assertRefused(operation, changed(bytes, copy -> Arrays.copyOf(copy, copy.length + 1)), ErrorType.INVALID_ARGUMENT);
        });
    }

    private static String changed(byte[] bytes, UnaryOperator<byte[]> change) {
        return Base64.getEncoder().encodeToString(change.apply(bytes.clone()));
    }

    @Test
    void aStreamMadeAnewUnderTheNameIsAnother() {
        calls.call("DeleteStream", "{'StreamName':'s','EnforceConsumerDeletion':true}");
        assertRefused("ListShards", tokens.get("ListShards"), ErrorType.RESOURCE_NOT_FOUND);
        create("s");
        assertRefused("ListShards", tokens.get("ListShards"), ErrorType.INVALID_ARGUMENT);
        assertRefused("ListStreamConsumers", tokens.get("ListStreamConsumers"), ErrorType.INVALID_ARGUMENT);
        assertRefused("GetRecords", tokens.get("GetRecords"), ErrorType.RESOURCE_NOT_FOUND);
        assertTaken("ListStreams");
    }

    @Test
    void aTokenOfConsumersIsForTheirStream() {
        String elsewhere = bodies.get("ListStreamConsumers").replace(ARN + "s", ARN + "t").replace("TOKEN", tokens.get("ListStreamConsumers"));
        assertThat(calls.refusal("ListStreamConsumers", elsewhere)).contains(ErrorType.INVALID_ARGUMENT);
    }

    @Test
    void nothingElseIsAskedBesideATokenOfShards() {
        for (String more : new String[] {
            "'StreamName':'s'", "'StreamARN':'" + ARN + "s'", "'ExclusiveStartShardId':'0'", "'StreamCreationTimestamp':1772366400",
            "'ShardFilter':{'Type':'AT_LATEST'}"
        }) {
            String body = bodies.get("ListShards").replace("TOKEN", tokens.get("ListShards")).replace("}", "," + more + "}");
            assertThat(calls.refusal("ListShards", body)).as(more).contains(ErrorType.INVALID_ARGUMENT);
        }
    }
}
