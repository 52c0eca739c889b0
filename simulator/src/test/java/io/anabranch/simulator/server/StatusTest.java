package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.server.RunningServer.Answer;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.StateDelays;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation on a stream in every state it can be in. */
class StatusTest {
    private static final Duration DELAY = Duration.ofDays(1);
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";
    private static final String OK = "";

    private static final Set<String> OF_NO_STREAM = Set.of("DescribeAccountSettings", "DescribeLimits", "ListStreams", "UpdateAccountSettings");
    /** They change nothing that must stand still, or are possible in every state. */
    private static final Set<String> ANY_STATE = Set.of(
            "DeleteStream", "DescribeStream", "DescribeStreamSummary", "GetResourcePolicy", "ListTagsForResource", "ListTagsForStream");
    private static final Set<String> DATA = Set.of("GetRecords", "GetShardIterator", "PutRecord", "PutRecords", "SubscribeToShard");
    private static final Set<String> OF_A_SERVING_STREAM = Set.of("ListShards", "ListStreamConsumers", "RegisterStreamConsumer");
    private static final Set<String> OF_A_CONSUMER = Set.of("DeregisterStreamConsumer", "DescribeStreamConsumer", "SubscribeToShard", "TagResource");

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(data, settings -> settings.withStateDelays(StateDelays.of(DELAY)).withLimits(Limits.OFF));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer ok(String operation, String body) {
        return server.ok(WireFormat.JSON, operation, json(body.replace("%", "%%")));
    }

    private void advance() {
        server.simulator().streams().clock().advance(DELAY);
    }

    /** A stream that is ACTIVE and has all that scenarios start from, by operation. */
    private Map<String, String[]> active() {
        for (Scenario scenario : Scenario.all()) create(scenario);
        advance();
        Map<String, String[]> names = new LinkedHashMap<>();
        for (Scenario scenario : Scenario.all()) {
            String consumer = ok("RegisterStreamConsumer", "{'StreamARN':'" + ARN + scenario.operation() + "','ConsumerName':'c'}").at("Consumer.ConsumerARN");
            names.put(scenario.operation(), new String[] {consumer, ""});
        }
        advance();
        names.forEach((operation, each) -> each[1] =
                ok("GetShardIterator", "{'StreamName':'" + operation + "','ShardId':'0','ShardIteratorType':'LATEST'}").at("ShardIterator"));
        return names;
    }

    private void create(Scenario scenario) {
        String shards = scenario.given().contains("on-demand") ? "'StreamModeDetails':{'StreamMode':'ON_DEMAND'}" : "'ShardCount':2";
        ok("CreateStream", "{'StreamName':'" + scenario.operation() + "'," + shards + "}");
    }

    private String body(Scenario scenario, String... consumerAndIterator) {
        return scenario.body()
                .replace("STREAM", scenario.operation())
                .replace("'ARN'", "'" + ARN + scenario.operation() + "'")
                .replace("CONSUMER", consumerAndIterator.length > 0 ? consumerAndIterator[0] : ARN + scenario.operation() + "/consumer/c:1")
                .replace("ITERATOR", consumerAndIterator.length > 1 ? consumerAndIterator[1] : "none");
    }

    /** What it is refused with, {@link #OK} if it is not. */
    private String said(Scenario scenario, String body) throws IOException {
        if (scenario.operation().equals("SubscribeToShard")) return subscribed(json(body));
        Answer answer = server.call(WireFormat.JSON, scenario.operation(), json(body));
        return answer.status() == 200 ? OK : answer.at("__type") + ": " + answer.at("message");
    }

    private String subscribed(String body) throws IOException {
        try (Subscriber subscriber = Subscriber.http1(server.port(), WireFormat.JSON, body)) {
            return subscriber.next().isPresent() ? OK : "no event";
        } catch (Subscriber.Refused e) {
            return e.answer().at("__type") + ": " + e.answer().at("message");
        }
    }

    private static String notActive(String stream, String state) {
        return "ResourceInUseException: Stream " + stream + " under account 000000000000 not ACTIVE, instead in state " + state;
    }

    private static String exists(String stream) {
        return "ResourceInUseException: Stream " + stream + " under account 000000000000 already exists.";
    }

    private static String noStream(String stream) {
        return "ResourceNotFoundException: Stream " + stream + " under account 000000000000 not found.";
    }

    private static String noShard(String stream) {
        return "ResourceNotFoundException: Shard shardId-000000000000 in stream " + stream + " under account 000000000000 does not exist";
    }

    @Test
    void whileAStreamIsCreated() throws IOException {
        for (Scenario scenario : Scenario.all()) {
            String stream = scenario.operation();
            if (OF_A_CONSUMER.contains(stream) || stream.equals("GetRecords")) continue; // there can be none yet
            create(scenario);
            String expected = switch (stream) {
                case "CreateStream" -> exists(stream);
                case "GetShardIterator" -> noShard(stream);
                case "PutRecord", "PutRecords" -> noStream(stream);
                default -> OF_NO_STREAM.contains(stream) || ANY_STATE.contains(stream) ? OK : notActive(stream, "CREATING");
            };
            assertThat(said(scenario, body(scenario))).as(stream).isEqualTo(expected);
        }
    }

    @Test
    void whileAStreamIsUpdated() throws IOException {
        Map<String, String[]> names = active();
        for (Scenario scenario : Scenario.all()) {
            String stream = scenario.operation();
            ok("UpdateMaxRecordSize", "{'StreamARN':'" + ARN + stream + "','MaxRecordSizeInKiB':2048}");
            boolean possible = OF_NO_STREAM.contains(stream) || ANY_STATE.contains(stream) || DATA.contains(stream) || OF_A_SERVING_STREAM.contains(stream)
                    || Set.of("DeregisterStreamConsumer", "DescribeStreamConsumer").contains(stream);
            String body = stream.equals("DeleteStream") ? "{'StreamName':'DeleteStream','EnforceConsumerDeletion':true}" : body(scenario, names.get(stream));
            String expected = stream.equals("CreateStream") ? exists(stream) : possible ? OK : notActive(stream, "UPDATING");
            assertThat(said(scenario, body)).as(stream).isEqualTo(expected);
        }
    }

    @Test
    void whileAStreamIsDeleted() throws IOException {
        Map<String, String[]> names = active();
        for (Scenario scenario : Scenario.all()) {
            String stream = scenario.operation();
            String consumer = names.get(stream)[0];
            ok("DeleteStream", "{'StreamName':'" + stream + "','EnforceConsumerDeletion':true}");
            String expected = switch (stream) {
                case "CreateStream" -> exists(stream);
                case "GetShardIterator", "GetRecords" -> noShard(stream);
                case "PutRecord", "PutRecords" -> noStream(stream);
                case "DeregisterStreamConsumer", "DescribeStreamConsumer", "SubscribeToShard" ->
                    "ResourceNotFoundException: Consumer " + consumer + ", account 000000000000 not found.";
                default -> OF_NO_STREAM.contains(stream) || ANY_STATE.contains(stream) ? OK : notActive(stream, "DELETING");
            };
            assertThat(said(scenario, body(scenario, names.get(stream)))).as(stream).isEqualTo(expected);
        }
    }

    @Test
    void whatAStreamIsToBeReadyForIsToldWhileItIsUpdated() {
        ok("UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'ENABLED'}}");
        ok("CreateStream", "{'StreamName':'s'}");
        advance();
        Answer begun = ok("UpdateStreamWarmThroughput", "{'StreamName':'s','WarmThroughputMiBps':50}");
        assertThat(throughput(begun, "WarmThroughput")).isEqualTo("50 0");
        assertThat(throughput(ok("DescribeStreamSummary", "{'StreamName':'s'}"), "StreamDescriptionSummary.WarmThroughput")).isEqualTo("50 0");
        advance();
        assertThat(throughput(ok("DescribeStreamSummary", "{'StreamName':'s'}"), "StreamDescriptionSummary.WarmThroughput")).isEqualTo("50 50");
        assertThat(throughput(ok("UpdateStreamWarmThroughput", "{'StreamName':'s','WarmThroughputMiBps':0}"), "WarmThroughput")).isEqualTo("0 50");
    }

    private static String throughput(Answer answer, String path) {
        return answer.at(path + ".TargetMiBps") + " " + answer.at(path + ".CurrentMiBps");
    }
}
