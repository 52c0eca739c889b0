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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tags, policies, shard-level metrics and settings of the account, over the port. */
class ResourceOperationsTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";

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

    private String consumer() {
        return server.ok(WireFormat.JSON, "RegisterStreamConsumer", json("{'StreamARN':'%s','ConsumerName':'c','Tags':{'made':'so'}}", ARN))
                .at("Consumer.ConsumerARN");
    }

    private void refuses(WireFormat format, String operation, String body, String type, String message) {
        Answer answer = server.call(format, operation, body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("__type")).isEqualTo(type);
        assertThat(answer.at("message")).isEqualTo(message);
    }

    private static String tags(Answer answer) {
        return answer.items("Tags").size() + " "
                + IntStream.range(0, answer.items("Tags").size())
                        .mapToObj(i -> answer.at("Tags." + i + ".Key") + "=" + answer.at("Tags." + i + ".Value"))
                        .collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @EnumSource
    void tagsOfAStreamAreAddedReplacedListedAndRemoved(WireFormat format) throws IOException {
        assertThat(server.ok(format, "AddTagsToStream", json("{'StreamName':'s','Tags':{'b':'2','a':'1','ü0 _.':'','/=+-@':'x'}}")).raw()).isEmpty();
        server.ok(format, "TagResource", json("{'ResourceARN':'%s','Tags':{'a':'3'}}", ARN));
        server.restart();
        Answer all = server.ok(format, "ListTagsForStream", json("{'StreamARN':'%s'}", ARN));
        assertThat(tags(all)).isEqualTo("4 /=+-@=x,a=3,b=2,ü0 _.=");
        assertThat(all.at("HasMoreTags")).isEqualTo("false");
        Answer page = server.ok(format, "ListTagsForStream", json("{'StreamName':'s','ExclusiveStartTagKey':'a','Limit':1}"));
        assertThat(tags(page)).isEqualTo("1 b=2");
        assertThat(page.at("HasMoreTags")).isEqualTo("true");
        server.ok(format, "RemoveTagsFromStream", json("{'StreamName':'s','TagKeys':['b','none']}"));
        server.ok(format, "UntagResource", json("{'ResourceARN':'%s','TagKeys':['ü0 _.']}", ARN));
        server.restart();
        assertThat(tags(server.ok(format, "ListTagsForResource", json("{'ResourceARN':'%s'}", ARN)))).isEqualTo("2 /=+-@=x,a=3");
    }

    @ParameterizedTest
    @EnumSource
    void tagsOfAConsumerAreItsOwn(WireFormat format) throws IOException {
        String consumer = consumer();
        server.ok(format, "TagResource", json("{'ResourceARN':'%s','Tags':{'a':'1'}}", consumer));
        server.restart();
        assertThat(tags(server.ok(format, "ListTagsForResource", json("{'ResourceARN':'%s'}", consumer)))).isEqualTo("2 a=1,made=so");
        assertThat(tags(server.ok(format, "ListTagsForResource", json("{'ResourceARN':'%s'}", ARN)))).isEqualTo("0 ");
        server.ok(format, "UntagResource", json("{'ResourceARN':'%s','TagKeys':['made']}", consumer));
        assertThat(tags(server.ok(format, "ListTagsForResource", json("{'ResourceARN':'%s'}", consumer)))).isEqualTo("1 a=1");
        refuses(format, "TagResource", json("{'ResourceARN':'%s/consumer/c:1','Tags':{'a':'1'}}", ARN), "ResourceNotFoundException",
                "Consumer " + ARN + "/consumer/c:1, account 000000000000 not found.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'a;b':'1'  | Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.
            'a':'b,c'  | Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.
            'a\\\\tb':'' | Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.
            'a':'5%%'  | Failed to add tags to stream s under account 000000000000 because some tags contained illegal characters. The allowed \
            characters are Unicode letters, white-spaces, '_',',','/','=','+','-','@'.
            """, quoteCharacter = '`')
    void tagsHaveTheirCharacters(String tag, String message) {
        for (WireFormat format : WireFormat.values()) {
            refuses(format, "AddTagsToStream", json("{'StreamName':'s','Tags':{" + tag.replace("\\\\", "\\") + "}}"), "InvalidArgumentException", message);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResourceHasFiftyTags(WireFormat format) {
        server.ok(format, "AddTagsToStream", json("{'StreamName':'s','Tags':{%s}}", numbered(0, 50)));
        server.ok(format, "AddTagsToStream", json("{'StreamName':'s','Tags':{'key-7':'again'}}"));
        String full = "Failed to add tags to stream s under account 000000000000 because a given stream cannot have more than 50 tags associated with it.";
        refuses(format, "AddTagsToStream", json("{'StreamName':'s','Tags':{'more':''}}"), "InvalidArgumentException", full);
        assertThat(server.ok(format, "ListTagsForResource", json("{'ResourceARN':'%s'}", ARN)).items("Tags")).hasSize(50);
        refuses(format, "CreateStream", json("{'StreamName':'t','ShardCount':1,'Tags':{%s}}", numbered(0, 51)), "InvalidArgumentException",
                full.replace("stream s", "stream t"));
    }

    private static String numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "\"key-" + i + "\":\"\"").collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @EnumSource
    void textsOfAListAreToldByTheirList(WireFormat format) {
        String lengths = "[Member must have length less than or equal to 128, Member must have length greater than or equal to 1]";
        refuses(format, "RemoveTagsFromStream", json("{'StreamName':'s','TagKeys':['a','']}"), "ValidationException",
                "1 validation error detected: Value '[a, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: " + lengths);
        refuses(format, "AddTagsToStream", json("{'StreamName':'s','Tags':{}}"), "ValidationException",
                "1 validation error detected: Value '{}' at 'tags' failed to satisfy constraint: Member must have length greater than or equal to 1");
        assertThat(server.call(format, "EnableEnhancedMonitoring", json("{'StreamName':'s','ShardLevelMetrics':['all']}")).at("message"))
                .startsWith("1 validation error detected: Value '[all]' at 'shardLevelMetrics' failed to satisfy constraint: Member must satisfy constraint:"
                        + " [Member must satisfy enum value set: [IncomingBytes, ");
    }

    @ParameterizedTest
    @EnumSource
    void policiesAreKeptAndTold(WireFormat format) throws IOException {
        for (String arn : new String[] {ARN, consumer()}) {
            String resource = json("{'ResourceARN':'%s'}", arn);
            assertThat(server.ok(format, "GetResourcePolicy", resource).at("Policy")).isEqualTo("{}");
            refuses(format, "DeleteResourcePolicy", resource, "ResourceNotFoundException", "No resource policy found for resource ARN " + arn + ".");
            String policy = json("{'Version':'2012-10-17','Statement':[{'Effect':'Allow'}]}");
            String put = json("{'ResourceARN':'%s','Policy':", arn) + '"' + policy.replace("\"", "\\\"") + "\"}";
            assertThat(server.ok(format, "PutResourcePolicy", put).raw()).isEmpty();
            server.restart();
            assertThat(server.ok(format, "GetResourcePolicy", resource).at("Policy")).isEqualTo(policy);
            assertThat(server.ok(format, "DeleteResourcePolicy", resource).raw()).isEmpty();
            server.restart();
            assertThat(server.ok(format, "GetResourcePolicy", resource).at("Policy")).isEqualTo("{}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void policiesThatAreNoneAreRefused(WireFormat format) {
        for (String text : new String[] {"", "{", "[]", "1"}) {
            refuses(format, "PutResourcePolicy", json("{'ResourceARN':'%s','Policy':'%s'}", ARN, text), "InvalidArgumentException",
                    "The policy is not well-formed JSON.");
        }
        String large = "{}" + " ".repeat(20 * 1024);
        refuses(format, "PutResourcePolicy", json("{'ResourceARN':'%s','Policy':'%s'}", ARN, large), "InvalidArgumentException",
                "The policy is larger than 20 KB.");
        server.ok(format, "PutResourcePolicy", json("{'ResourceARN':'%s','Policy':'%s'}", ARN, large.substring(0, 20 * 1024)));
    }

    @ParameterizedTest
    @EnumSource
    void metricsOfShardsAreTurnedOnAndOff(WireFormat format) throws IOException {
        Answer on = server.ok(format, "EnableEnhancedMonitoring", json("{'StreamName':'s','ShardLevelMetrics':['OutgoingBytes','IncomingBytes']}"));
        assertThat(on.at("StreamName")).isEqualTo("s");
        assertThat(on.at("StreamARN")).isEqualTo(ARN);
        assertThat(on.items("CurrentShardLevelMetrics")).isEmpty();
        assertThat(on.at("DesiredShardLevelMetrics.0") + on.at("DesiredShardLevelMetrics.1")).isEqualTo("IncomingBytesOutgoingBytes");
        server.restart();
        Answer off = server.ok(format, "DisableEnhancedMonitoring", json("{'StreamName':'s','ShardLevelMetrics':['OutgoingBytes','OutgoingRecords']}"));
        assertThat(off.items("CurrentShardLevelMetrics")).hasSize(2);
        assertThat(server.ok(format, "DescribeStream", json("{'StreamName':'s'}")).at("StreamDescription.EnhancedMonitoring.0.ShardLevelMetrics.0"))
                .isEqualTo("IncomingBytes");
        server.ok(format, "EnableEnhancedMonitoring", json("{'StreamName':'s','ShardLevelMetrics':['ALL']}"));
        assertThat(server.ok(format, "DescribeStreamSummary", json("{'StreamName':'s'}"))
                        .items("StreamDescriptionSummary.EnhancedMonitoring.0.ShardLevelMetrics"))
                .hasSize(7);
        assertThat(server.ok(format, "DisableEnhancedMonitoring", json("{'StreamName':'s','ShardLevelMetrics':['ALL']}")).items("DesiredShardLevelMetrics"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theBillingCommitmentLastsADay(WireFormat format) throws IOException {
        assertThat(commitment(server.ok(format, "DescribeAccountSettings", "{}"))).isEqualTo("DISABLED,,,");
        long now = server.clock().instant().getEpochSecond();
        assertThat(commitment(commit(format, "ENABLED"))).isEqualTo("ENABLED," + now + ",," + (now + 86_400));
        server.clock().advance(Duration.ofHours(1));
        assertThat(commitment(commit(format, "DISABLED"))).isEqualTo("ENABLED_UNTIL_EARLIEST_ALLOWED_END," + now + ",," + (now + 86_400));
        server.restart();
        server.clock().advance(Duration.ofHours(23));
        assertThat(commitment(server.ok(format, "DescribeAccountSettings", "{}"))).isEqualTo("DISABLED," + now + "," + (now + 86_400) + ",");
        assertThat(commitment(commit(format, "ENABLED"))).startsWith("ENABLED," + (now + 86_400));
        server.clock().advance(Duration.ofHours(30));
        assertThat(commitment(commit(format, "ENABLED"))).as("goes on").startsWith("ENABLED," + (now + 86_400));
        assertThat(commitment(commit(format, "DISABLED"))).isEqualTo("DISABLED," + (now + 86_400) + "," + (now + 194_400) + ",");
    }

    private Answer commit(WireFormat format, String status) {
        return server.ok(format, "UpdateAccountSettings", json("{'MinimumThroughputBillingCommitment':{'Status':'%s'}}", status));
    }

    private static String commitment(Answer answer) {
        String member = "MinimumThroughputBillingCommitment.";
        return answer.at(member + "Status") + "," + answer.at(member + "StartedAt") + "," + answer.at(member + "EndedAt") + ","
                + answer.at(member + "EarliestAllowedEndAt");
    }

    @ParameterizedTest
    @EnumSource
    void limitsAreTold(WireFormat format) {
        server.ok(format, "CreateStream", json("{'StreamName':'t'}"));
        Answer limits = server.ok(format, "DescribeLimits", "{}");
        assertThat(limits.at("ShardLimit")).isEqualTo("20000");
        assertThat(limits.at("OpenShardCount")).isEqualTo("5");
        assertThat(limits.at("OnDemandStreamCount")).isEqualTo("1");
        assertThat(limits.at("OnDemandStreamCountLimit")).isEqualTo("50");
    }

    @ParameterizedTest
    @EnumSource
    void aStreamIsMadeWithAllItsSettings(WireFormat format) throws IOException {
        commit(format, "ENABLED");
        server.ok(format, "CreateStream", json("{'StreamName':'t','StreamModeDetails':{'StreamMode':'ON_DEMAND'},'Tags':{'a':'1'},"
                + "'WarmThroughputMiBps':200,'MaxRecordSizeInKiB':2048,'RecordDistributionStrategy':'AUTO'}"));
        server.restart();
        Answer summary = server.ok(format, "DescribeStreamSummary", json("{'StreamName':'t'}"));
        String told = "StreamDescriptionSummary.";
        assertThat(summary.at(told + "StreamModeDetails.StreamMode")).isEqualTo("ON_DEMAND");
        assertThat(summary.at(told + "WarmThroughput.TargetMiBps")).isEqualTo("200");
        assertThat(summary.at(told + "WarmThroughput.CurrentMiBps")).isEqualTo("200");
        assertThat(summary.at(told + "MaxRecordSizeInKiB")).isEqualTo("2048");
        assertThat(summary.at(told + "RecordDistributionStrategy")).isEqualTo("AUTO");
        assertThat(summary.at(told + "OpenShardCount")).isEqualTo("4");
        assertThat(tags(server.ok(format, "ListTagsForStream", json("{'StreamName':'t'}")))).isEqualTo("1 a=1");
        assertThat(server.ok(format, "ListStreams", "{}").at("StreamSummaries.1.StreamModeDetails.StreamMode")).isEqualTo("ON_DEMAND");
    }

    @ParameterizedTest
    @EnumSource
    void settingsOfANewStreamMustMakeSense(WireFormat format) {
        String onDemand = "{'StreamName':'t','StreamModeDetails':{'StreamMode':'ON_DEMAND'}";
        refuses(format, "CreateStream", json(onDemand + ",'ShardCount':1}"), "ValidationException",
                "ShardCount is not expected when StreamMode=ON_DEMAND.");
        refuses(format, "CreateStream", json("{'StreamName':'t','StreamModeDetails':{'StreamMode':'PROVISIONED'}}"), "ValidationException",
                "ShardCount is expected when StreamMode=PROVISIONED.");
        refuses(format, "CreateStream", json("{'StreamName':'t','ShardCount':1,'RecordDistributionStrategy':'AUTO'}"), "InvalidArgumentException",
                "RecordDistributionStrategy AUTO is for streams in ON_DEMAND mode only.");
        refuses(format, "CreateStream", json("{'StreamName':'t','ShardCount':1,'WarmThroughputMiBps':1}"), "InvalidArgumentException",
                "WarmThroughputMiBps is for streams in ON_DEMAND mode only.");
        refuses(format, "CreateStream", json(onDemand + ",'WarmThroughputMiBps':1}"), "InvalidArgumentException",
                "WarmThroughputMiBps needs MinimumThroughputBillingCommitment to be enabled for the account 000000000000.");
        commit(format, "ENABLED");
        refuses(format, "CreateStream", json(onDemand + ",'WarmThroughputMiBps':10241}"), "LimitExceededException",
                "The requested warm throughput of 10241 MiBps exceeds the limit of 10240 MiBps.");
        assertThat(server.ok(format, "ListStreams", "{}").items("StreamNames")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void theIdentifierOfAStreamNamesItToo(WireFormat format) {
        String id = server.simulator().streams().describe("s").streamId();
        assertThat(server.ok(format, "DescribeStream", json("{'StreamId':'%s'}", id)).at("StreamDescription.StreamName")).isEqualTo("s");
        server.ok(format, "ListTagsForResource", json("{'ResourceARN':'%s','StreamId':'%s'}", ARN, id));
        assertThat(server.ok(format, "ListShards", json("{'StreamId':'%s'}", id)).items("Shards")).hasSize(1);
        String other = "a".repeat(20) + "-bcd";
        refuses(format, "DescribeStream", json("{'StreamId':'%s'}", other), "ResourceNotFoundException",
                "Stream with StreamId " + other + " under account 000000000000 not found.");
        for (String body : new String[] {"{'StreamName':'s','StreamId':'%s'}", "{'StreamARN':'" + ARN + "','StreamId':'%s'}"}) {
            refuses(format, "DescribeStream", json(body, other), "InvalidArgumentException", "StreamId " + other + " is not the identifier of stream s.");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shardsAreThoseOfTheStreamMadeThen(WireFormat format) {
        long made = server.clock().instant().getEpochSecond();
        assertThat(server.ok(format, "ListShards", json("{'StreamName':'s','StreamCreationTimestamp':%d}", made)).items("Shards")).hasSize(1);
        refuses(format, "ListShards", json("{'StreamName':'s','StreamCreationTimestamp':%d}", made - 1), "ResourceNotFoundException",
                "Stream s under account 000000000000 not found.");
        refuses(format, "ListShards", json("{'NextToken':'a','StreamId':'%s'}", "a".repeat(20) + "-bcd"), "InvalidArgumentException",
                "NextToken and StreamId cannot be provided together.");
    }

    @ParameterizedTest
    @EnumSource
    void anArnOfSomebodyElseOrOfNothingIsNotFound(WireFormat format) {
        String elsewhere = "Stream s under account 111111111111 not found.";
        for (String arn : new String[] {ARN.replace("000000000000", "111111111111"), ARN.replace("000000000000", "111111111111").replace("us-", "eu-")}) {
            refuses(format, "ListTagsForResource", json("{'ResourceARN':'%s'}", arn), "ResourceNotFoundException", elsewhere);
            refuses(format, "AddTagsToStream", json("{'StreamARN':'%s','Tags':{'a':''}}", arn), "ResourceNotFoundException", elsewhere);
        }
        refuses(format, "GetResourcePolicy", json("{'ResourceARN':'arn:aws:kinesis:us-east-1:000000000000:mainstream/s'}"), "ResourceNotFoundException",
                "Resource arn:aws:kinesis:us-east-1:000000000000:mainstream/s not found.");
        refuses(format, "AddTagsToStream", json("{'StreamName':'t','StreamARN':'%s','Tags':{'a':''}}", ARN), "InvalidArgumentException",
                "StreamARN " + ARN + " is not the ARN of stream t.");
    }

    @Test
    void aStreamThatIsNotActiveIsNotChanged() throws IOException {
        server.close();
        server = new RunningServer(data.resolve("slow"), settings -> settings.withStateDelays(StateDelays.of(Duration.ofDays(1))));
        WireFormat format = WireFormat.JSON;
        server.ok(format, "CreateStream", json("{'StreamName':'s','ShardCount':1,'Tags':{'a':'1'}}"));
        String creating = "Stream s under account 000000000000 not ACTIVE, instead in state CREATING";
        refuses(format, "AddTagsToStream", json("{'StreamName':'s','Tags':{'b':''}}"), "ResourceInUseException", creating);
        refuses(format, "PutResourcePolicy", json("{'ResourceARN':'%s','Policy':'{}'}", ARN), "ResourceInUseException", creating);
        refuses(format, "EnableEnhancedMonitoring", json("{'StreamName':'s','ShardLevelMetrics':['ALL']}"), "ResourceInUseException", creating);
        assertThat(tags(server.ok(format, "ListTagsForStream", json("{'StreamName':'s'}")))).isEqualTo("1 a=1");
        server.simulator().streams().clock().advance(Duration.ofDays(1));
        Answer tooEarly = server.call(format, "TagResource", json("{'ResourceARN':'%s','Tags':{'a':'1'}}", consumer()));
        assertThat(tooEarly.at("__type")).isEqualTo("ResourceInUseException");
        assertThat(tooEarly.at("message")).startsWith("Consumer c with creation timestamp ").endsWith(" is not in ACTIVE status.");
        server.ok(format, "EnableEnhancedMonitoring", json("{'StreamName':'s','ShardLevelMetrics':['ALL']}"));
        assertThat(server.ok(format, "DescribeStream", json("{'StreamName':'s'}")).at("StreamDescription.StreamStatus")).isEqualTo("UPDATING");
        server.restart();
        Answer told = server.ok(format, "DescribeStream", json("{'StreamName':'s'}"));
        assertThat(told.at("StreamDescription.StreamStatus")).isEqualTo("ACTIVE");
        assertThat(told.items("StreamDescription.EnhancedMonitoring.0.ShardLevelMetrics")).hasSize(7);
    }

    @Test
    void fiveStreamsComeOrGoAtOnceAndOnDemandStreamsAreCounted() throws IOException {
        server.close();
        server = new RunningServer(
                data.resolve("slow"), settings -> settings.withStateDelays(StateDelays.of(Duration.ofDays(1))).withOnDemandStreamLimit(6));
        WireFormat format = WireFormat.JSON;
        for (int i = 0; i < 5; i++) server.ok(format, "CreateStream", json("{'StreamName':'s%d'}", i));
        refuses(format, "CreateStream", json("{'StreamName':'t'}"), "LimitExceededException",
                "This request would have exceed the limit on the number of streams that can simultaneously be in CREATING or DELETING for the account"
                        + " 000000000000. Limit: 5.");
        server.simulator().streams().clock().advance(Duration.ofDays(1));
        server.ok(format, "CreateStream", json("{'StreamName':'s5'}"));
        refuses(format, "CreateStream", json("{'StreamName':'t'}"), "LimitExceededException",
                "This request would exceed the on-demand stream limit for the account 000000000000 in us-east-1. Current on-demand stream count for the"
                        + " account: 6. Limit: 6.");
        server.ok(format, "CreateStream", json("{'StreamName':'t','ShardCount':1}"));
    }

    @Test
    void withoutLimitsNothingIsCounted() throws IOException {
        server.close();
        server = new RunningServer(
                data.resolve("free"),
                settings -> settings.withStateDelays(StateDelays.of(Duration.ofDays(1))).withLimits(Limits.OFF).withOnDemandStreamLimit(1));
        for (int i = 0; i < 7; i++) server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s%d','Tags':{%s}}", i, numbered(0, 60)));
        assertThat(server.call(WireFormat.JSON, "CreateStream", json("{'StreamName':'t','ShardCount':2147483647}")).at("__type"))
                .as("a machine has its limits").isEqualTo("LimitExceededException");
    }
}
