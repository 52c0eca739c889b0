package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.server.RunningServer.Answer;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.StateDelays;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What somebody of another account or region can do to streams that are not theirs: nothing, whatever they name and whatever was handed to them. */
class StrangersTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    private static final String POLICY = "{'Statement':[{'Effect':'Allow','Principal':{'AWS':'111111111111'},'Action':'kinesis:*','Resource':'" + ARN + "'}]}";
    /** They name no stream, or make one. */
    private static final Set<String> THEIR_OWN =
            Set.of("CreateStream", "DescribeAccountSettings", "DescribeLimits", "ListStreams", "UpdateAccountSettings");

    @TempDir
    Path data;

    private RunningServer server;

    private enum Stranger {
        OF_ANOTHER_ACCOUNT("111111111111", "us-east-1"),
        OF_ANOTHER_REGION("AKID", "eu-west-1"),
        OF_BOTH("111111111111", "eu-west-1");

        final String key;
        final String region;

        Stranger(String key, String region) {
            this.key = key;
            this.region = region;
        }

        String account() {
            return key.equals("AKID") ? "000000000000" : key;
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(data.resolve("data"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer ok(String operation, String body) {
        return server.ok(WireFormat.JSON, operation, json(body.replace("%", "%%")));
    }

    private Answer as(Stranger stranger, String operation, String body) {
        String authorization = RunningServer.AUTHORIZATION.replace("AKID", stranger.key).replace("us-east-1", stranger.region);
        byte[] bytes = RunningServer.body(WireFormat.JSON, json(body.replace("%", "%%")));
        return server.send(WireFormat.JSON, operation, bytes, request -> request.setHeader("Authorization", authorization));
    }

    /** A stream with everything a stream can have, and an iterator of it and a token. */
    private List<String> ours() {
        ok("CreateStream", "{'StreamName':'s','ShardCount':2,'Tags':{'t':'1'}}");
        ok("PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'aGVsbG8='}");
        ok("PutResourcePolicy", "{'ResourceARN':'" + ARN + "','Policy':'" + POLICY.replace("'", "\\'") + "'}");
        String consumer = ok("RegisterStreamConsumer", "{'StreamARN':'" + ARN + "','ConsumerName':'c'}").at("Consumer.ConsumerARN");
        String iterator = ok("GetShardIterator", "{'StreamName':'s','ShardId':'0','ShardIteratorType':'TRIM_HORIZON'}").at("ShardIterator");
        String token = ok("ListShards", "{'StreamName':'s','MaxResults':1}").at("NextToken");
        return List.of(consumer, iterator, token);
    }

    private String everythingOfOurs(String iterator) {
        StringBuilder all = new StringBuilder();
        for (String operation : List.of("DescribeStream", "DescribeStreamSummary", "ListShards", "ListTagsForStream"))
            all.append(ok(operation, "{'StreamName':'s'}").body());
        all.append(ok("ListStreamConsumers", "{'StreamARN':'" + ARN + "'}").body());
        all.append(ok("GetResourcePolicy", "{'ResourceARN':'" + ARN + "'}").body());
        all.append(ok("GetRecords", "{'ShardIterator':'" + iterator + "'}").items("Records"));
        for (String operation : List.of("ListStreams", "DescribeLimits", "DescribeAccountSettings")) all.append(ok(operation, "{}").body());
        return all.toString();
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfAStreamIsSeenOrChanged(Stranger stranger) {
        List<String> handed = ours();
        String before = everythingOfOurs(handed.get(1));
        for (Scenario scenario : Scenario.all()) {
            String operation = scenario.operation();
            String body = scenario.body().replace("STREAM", "s").replace("'ARN'", "'" + ARN + "'").replace("CONSUMER", handed.get(0)).replace("ITERATOR", handed.get(1));
            if (THEIR_OWN.contains(operation)) continue;
            assertNotFound(as(stranger, operation, body), operation, body);
            if (body.contains("'StreamName':'s'")) {
                String byArn = body.replace("'StreamName':'s'", "'StreamARN':'" + ARN + "'");
                assertNotFound(as(stranger, operation, byArn), operation, byArn);
            }
        }
        as(stranger, "UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'ENABLED'}}");
        assertThat(as(stranger, "ListStreams", "{}").items("StreamNames")).isEmpty();
        assertThat(as(stranger, "DescribeLimits", "{}").at("OpenShardCount")).isEqualTo("0");
        assertThat(as(stranger, "ListShards", "{'NextToken':'" + handed.get(2) + "'}").at("message")).isEqualTo("The provided NextToken is invalid.");
        assertThat(everythingOfOurs(handed.get(1))).isEqualTo(before);
    }

    /** A policy that would let them in is kept and not looked at. */
    private static void assertNotFound(Answer answer, String operation, String body) {
        boolean ofAnIterator = operation.equals("GetRecords");
        assertThat(answer.at("__type")).as("%s %s", operation, body).isEqualTo(ofAnIterator ? "InvalidArgumentException" : "ResourceNotFoundException");
        assertThat(answer.at("message")).as("%s %s", operation, body).containsPattern(ofAnIterator ? "Invalid ShardIterator" : "not found|does not exist");
    }

    @ParameterizedTest
    @EnumSource
    void streamsOfTheSameNameHaveTheirOwnRecordsAndSettings(Stranger stranger) {
        List<String> handed = ours();
        String before = everythingOfOurs(handed.get(1));
        as(stranger, "CreateStream", "{'StreamName':'s','ShardCount':1}");
        as(stranger, "PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'dGhlaXJz'}");
        as(stranger, "AddTagsToStream", "{'StreamName':'s','Tags':{'t':'2'}}");
        as(stranger, "SplitShard", "{'StreamName':'s','ShardToSplit':'0','NewStartingHashKey':'1000'}");
        String theirs = as(stranger, "GetShardIterator", "{'StreamName':'s','ShardId':'0','ShardIteratorType':'TRIM_HORIZON'}").at("ShardIterator");
        assertThat(as(stranger, "GetRecords", "{'ShardIterator':'" + theirs + "'}").texts("Records", "Data")).containsExactly("dGhlaXJz");
        assertThat(server.call(WireFormat.JSON, "GetRecords", json("{'ShardIterator':'%s'}", theirs)).at("message")).isEqualTo("Invalid ShardIterator.");
        String arn = as(stranger, "DescribeStreamSummary", "{'StreamName':'s'}").at("StreamDescriptionSummary.StreamARN");
        assertThat(arn).isEqualTo("arn:aws:kinesis:" + stranger.region + ":" + stranger.account() + ":stream/s");
        assertThat(server.call(WireFormat.JSON, "DeleteStream", json("{'StreamARN':'%s'}", arn)).at("__type")).isEqualTo("ResourceNotFoundException");
        assertThat(as(stranger, "DeleteStream", "{'StreamName':'s'}").status()).isEqualTo(200);
        assertThat(everythingOfOurs(handed.get(1))).isEqualTo(before);
    }

    @Test
    void quotasAreOfOneAccountInOneRegion() throws IOException {
        server.close();
        server = new RunningServer(
                data.resolve("slow"),
                settings -> settings.withStateDelays(StateDelays.of(Duration.ofDays(1))).withShardLimit(3).withOnDemandStreamLimit(0));
        for (Stranger each : Stranger.values()) {
            assertThat(as(each, "CreateStream", "{'StreamName':'s','ShardCount':3}").status()).isEqualTo(200);
            Answer refused = as(each, "CreateStream", "{'StreamName':'t','ShardCount':1}");
            assertThat(refused.at("message")).startsWith("This request would exceed the shard limit for the account " + each.account() + " in " + each.region
                    + ". Current shard count for the account: 3. Limit: 3.");
            assertThat(as(each, "DescribeLimits", "{}").at("OpenShardCount")).isEqualTo("3");
        }
        ok("CreateStream", "{'StreamName':'s','ShardCount':3}");
    }

    @Test
    void throughputIsThatOfAStreamOfOneAccount() throws IOException {
        server.close();
        server = new RunningServer(data.resolve("strict"), settings -> settings.withLimits(Limits.STRICT));
        String put = "{'StreamName':'s','PartitionKey':'k','Data':'" + "A".repeat(1_200_000) + "'}";
        for (Stranger each : Stranger.values()) {
            as(each, "CreateStream", "{'StreamName':'s','ShardCount':1}");
            assertThat(as(each, "PutRecord", put).status()).isEqualTo(200);
            assertThat(as(each, "PutRecord", put).at("message"))
                    .isEqualTo("Rate exceeded for shard shardId-000000000000 in stream s under account " + each.account() + ".");
        }
    }

    @Test
    void metricsTellWhoseStreamItIs() throws Exception {
        ours();
        as(Stranger.OF_BOTH, "CreateStream", "{'StreamName':'s','ShardCount':1}");
        as(Stranger.OF_BOTH, "PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'dGhlaXJz'}");
        String metrics = new String(server.exchange(HttpRequest.newBuilder(URI.create(server.endpoint() + "/metrics")).build()).body(), StandardCharsets.UTF_8);
        assertThat(metrics.lines().filter(line -> line.startsWith("anabranch_stream_put_record_success_total{") && line.endsWith(" 1")))
                .hasSize(2)
                .anyMatch(line -> line.contains("111111111111") && line.contains("eu-west-1"));
    }
}
