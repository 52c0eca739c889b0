package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.anabranch.simulator.server.RunningServer.Answer;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The service's own texts, as clients and their tests match them. */
class ErrorTextsTest {
    private static final String NUMBER = "class com.amazon.coral.value.json.numbers.TruncatingBigNumber";

    @TempDir
    static Path data;

    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new RunningServer(data);
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':2}"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Stream<Arguments> wrongTypes() {
        return Stream.of(
                Arguments.of("CreateStream", "{'StreamName':true}", "class java.lang.Boolean can not be converted to an String"),
                Arguments.of("CreateStream", "{'StreamName':12}", NUMBER + " can not be converted to an String"),
                Arguments.of("CreateStream", "{'StreamName':[]}", "Start of list found where not expected"),
                Arguments.of("CreateStream", "{'StreamName':{}}", "Start of structure or map found where not expected."),
                Arguments.of("CreateStream", "{'ShardCount':'a'}", "class java.lang.String can not be converted to an Integer"),
                Arguments.of("CreateStream", "{'ShardCount':false}", "class java.lang.Boolean can not be converted to an Integer"),
                Arguments.of("CreateStream", "{'Tags':'a'}", "Expected map or null"),
                Arguments.of("CreateStream", "{'Tags':[]}", "Start of list found where not expected"),
                Arguments.of("CreateStream", "{'StreamModeDetails':'a'}", "Expected null"),
                Arguments.of("CreateStream", "{'StreamModeDetails':[]}", "Start of list found where not expected"),
                Arguments.of("DeleteStream", "{'EnforceConsumerDeletion':1}", NUMBER + " can not be converted to an Boolean"),
                Arguments.of("DeleteStream", "{'EnforceConsumerDeletion':'maybe'}", "'MAYBE' can not be converted to an Boolean"),
                Arguments.of("PutRecord", "{'Data':true}", "class java.lang.Boolean can not be converted to a Blob"),
                Arguments.of("PutRecord", "{'Data':1}", NUMBER + " can not be converted to a Blob"),
                Arguments.of("PutRecords", "{'Records':'a'}", "Expected list or null"),
                Arguments.of("PutRecords", "{'Records':{}}", "Start of structure or map found where not expected."),
                Arguments.of("PutRecords", "{'Records':[1]}", "Expected null"),
                Arguments.of("GetShardIterator", "{'Timestamp':'a'}", "class java.lang.String can not be converted to milliseconds since epoch"),
                Arguments.of("GetShardIterator", "{'Timestamp':true}", "class java.lang.Boolean can not be converted to milliseconds since epoch"),
                Arguments.of("ListStreams", "[]", "Start of list found where not expected"));
    }

    @ParameterizedTest
    @MethodSource("wrongTypes")
    void aWrongTypeIsASerializationException(String operation, String body, String text) {
        for (WireFormat format : WireFormat.values()) {
            Answer answer = server.call(format, operation, json(body));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.at("__type")).isEqualTo("SerializationException");
            assertThat(answer.at("Message")).isEqualTo(text);
            assertThat(answer.has("message")).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            QQ= | Base64 encoded length is expected a multiple of 4 bytes but found: 3
            QQ*= | Invalid Base64 character: '*'
            QR== | Invalid last non-pad Base64 character dectected
            """)
    void badBase64IsToldByItsFault(String base64, String fault) {
        Answer answer = server.call(WireFormat.JSON, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", base64));
        assertThat(answer.at("Message")).isEqualTo("'" + base64 + "' can not be converted to a Blob: " + fault);
    }

    static Stream<Arguments> violations() {
        String name = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
        return Stream.of(
                Arguments.of("CreateStream", "{}", List.of("Value null at 'streamName' failed to satisfy constraint: Member must not be null")),
                Arguments.of("CreateStream", "{'StreamName':''}", List.of(
                        "Value '' at 'streamName' failed to satisfy constraint: " + name,
                        "Value '' at 'streamName' failed to satisfy constraint: Member must have length greater than or equal to 1")),
                Arguments.of("CreateStream", "{'StreamName':'a','ShardCount':0}", List.of(
                        "Value '0' at 'shardCount' failed to satisfy constraint: Member must have value greater than or equal to 1")),
                Arguments.of("ListStreams", "{'Limit':100000000000}", List.of(
                        "Value '2147483647' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000")),
                Arguments.of("GetShardIterator", "{'StreamName':'s','ShardId':'a','ShardIteratorType':'x'}", List.of(
                        "Value 'x' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER,"
                                + " LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]")),
                Arguments.of("PutRecords", "{'StreamName':'s','Records':[]}", List.of(
                        "Value '[]' at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1")),
                Arguments.of("PutRecords", "{'StreamName':'s','Records':[{'Data':''},{'PartitionKey':'k'}]}", List.of(
                        "Value null at 'records.1.member.partitionKey' failed to satisfy constraint: Member must not be null",
                        "Value null at 'records.2.member.data' failed to satisfy constraint: Member must not be null")),
                Arguments.of("PutRecord", "{'StreamName':'s','Data':'','PartitionKey':'k','ExplicitHashKey':'01'}", List.of(
                        "Value '01' at 'explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})")),
                Arguments.of("GetRecords", "{'ShardIterator':'a','Limit':10001}", List.of(
                        "Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000")));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void brokenConstraintsAreAllTold(String operation, String body, List<String> sentences) {
        for (WireFormat format : WireFormat.values()) {
            Answer answer = server.call(format, operation, json(body));
            assertThat(answer.at("__type")).isEqualTo("ValidationException");
            String start = sentences.size() + " validation error" + (sentences.size() == 1 ? "" : "s") + " detected: ";
            assertThat(answer.at("message")).startsWith(start);
            assertThat(Arrays.asList(answer.at("message").substring(start.length()).split("; "))).containsExactlyInAnyOrderElementsOf(sentences);
        }
    }

    @ParameterizedTest
    @EnumSource
    void atMostTenViolationsAreTold(WireFormat format) {
        String records = Stream.generate(() -> "{}").limit(20).collect(Collectors.joining(","));
        assertThat(server.call(format, "PutRecords", json("{'StreamName':'s','Records':[%s]}", records)).at("message"))
                .startsWith("10 validation errors detected: ");
    }

    @ParameterizedTest
    @EnumSource
    void tooLargeIsTooLarge(WireFormat format) {
        String megabyte = Base64.getEncoder().encodeToString(new byte[(1 << 20) + 1]);
        assertThat(server.call(format, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", megabyte)).at("message"))
                .isEqualTo("1 validation error detected: Value at 'data' failed to satisfy"
                        + " constraint: Member must have length less than or equal to 1048576");
        String half = Base64.getEncoder().encodeToString(new byte[1 << 19]);
        String records = Stream.generate(() -> json("{'PartitionKey':'k','Data':'" + half + "'}")).limit(20).collect(Collectors.joining(","));
        assertThat(server.call(format, "PutRecords", json("{'StreamName':'s','Records':[") + records + "]}").at("message"))
                .isEqualTo("Records size exceeds 10 MB limit");
        String many = Stream.generate(() -> json("{'PartitionKey':'k','Data':''}")).limit(501).collect(Collectors.joining(","));
        assertThat(server.call(format, "PutRecords", json("{'StreamName':'s','Records':[") + many + "]}").at("message"))
                .startsWith("1 validation error detected: Value '[com.amazonaws.kinesis.v20131202.PutRecordsRequestEntry@")
                .endsWith("at 'records' failed to satisfy constraint: Member must have length less than or equal to 500");
        assertThat(server.call(format, "PutRecord", json("{'StreamName':'s','PartitionKey':'%s','Data':''}", "\u20ac".repeat(257))).at("message"))
                .endsWith("at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256");
        assertThat(server.call(format, "PutRecord", json("{'StreamName':'s','PartitionKey':'%s','Data':''}", "\u20ac".repeat(256))).status())
                .isEqualTo(200);
    }

    /** Held against its pattern, an ARN like that would keep a thread busy for hours. */
    @ParameterizedTest
    @CsvSource({"DescribeStream, StreamARN", "GetRecords, StreamARN", "PutRecord, StreamARN", "SubscribeToShard, ConsumerARN", "TagResource, ResourceARN"})
    void anArnWithoutAnEndIsRefusedAtOnce(String operation, String member) {
        String arn = "arn:aws" + ":kinesis:".repeat(20_000) + ":000000000000:stream/".repeat(20_000) + " ";
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertThat(
                        server.call(WireFormat.JSON, operation, json("{'%s':'%s'}", member, arn)).at("message"))
                .contains("' failed to satisfy constraint: Member must have length less than or equal to 2048"));
    }

    @Test
    void ofALongValueTheBeginningIsTold() {
        String name = "%".repeat(5 << 20);
        String told = "Value '" + "%".repeat(64 << 10) + "...' at 'streamName' failed to satisfy constraint: Member must ";
        assertThat(server.call(WireFormat.JSON, "DescribeStream", "{\"StreamName\":\"" + name + "\"}").at("message"))
                .isEqualTo("1 validation error detected: " + told + "have length less than or equal to 128");
        assertThat(server.call(WireFormat.JSON, "PutRecord", "{\"Data\":\"" + name + "\"}").at("Message")).hasSizeLessThan(100_000);
        assertThat(server.call(WireFormat.JSON, "DeleteStream", "{\"EnforceConsumerDeletion\":\"" + name + "\"}").at("Message")).hasSizeLessThan(100_000);
    }

    static Stream<Arguments> refusals() {
        String max = BigInteger.ONE.shiftLeft(128).toString();
        String shard = "'StreamName':'s','ShardId':'shardId-000000000000',";
        return Stream.of(
                Arguments.of("PutRecord", "{'StreamName':'none','PartitionKey':'k','Data':''}", "ResourceNotFoundException",
                        "Stream none under account 000000000000 not found."),
                Arguments.of("PutRecord", "{'PartitionKey':'k','Data':''}", "InvalidArgumentException",
                        "Either StreamName or StreamARN should be provided."),
                Arguments.of("PutRecord", "{'StreamARN':'arn:aws:kinesis:us-east-1:111111111111:stream/s','PartitionKey':'k','Data':''}",
                        "ResourceNotFoundException", "Stream s under account 111111111111 not found."),
                Arguments.of("PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'','ExplicitHashKey':'" + max + "'}", "InvalidArgumentException",
                        "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was " + max),
                Arguments.of("PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'','SequenceNumberForOrdering':'5'}", "InvalidArgumentException",
                        "ExclusiveMinimumSequenceNumber 5 used in PutRecord on stream s under account 000000000000 is invalid."),
                Arguments.of("PutRecord", "{'StreamName':'none','PartitionKey':'k','Data':'','ExplicitHashKey':'" + max + "'}", "ResourceNotFoundException",
                        "Stream none under account 000000000000 not found."),
                Arguments.of("PutRecords", "{'StreamName':'none','Records':[{'PartitionKey':'k','Data':'','ExplicitHashKey':'" + max + "'}]}",
                        "ResourceNotFoundException", "Stream none under account 000000000000 not found."),
                Arguments.of("PutRecord", "{'StreamName':'s','PartitionKey':'k','Data':'','ExplicitHashKey':'" + max
                        + "','SequenceNumberForOrdering':'5'}", "InvalidArgumentException",
                        "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was " + max),
                Arguments.of("GetRecords", "{'ShardIterator':'AAAA'}", "InvalidArgumentException", "Invalid ShardIterator."),
                Arguments.of("GetShardIterator", "{'StreamName':'s','ShardId':'x-y','ShardIteratorType':'LATEST'}", "ResourceNotFoundException",
                        "Could not find shard x-y in stream s under account 000000000000."),
                Arguments.of("GetShardIterator", "{'StreamName':'s','ShardId':'7','ShardIteratorType':'LATEST'}", "ResourceNotFoundException",
                        "Shard shardId-000000000007 in stream s under account 000000000000 does not exist"),
                Arguments.of("GetShardIterator", "{'StreamName':'none','ShardId':'7','ShardIteratorType':'LATEST'}", "ResourceNotFoundException",
                        "Shard shardId-000000000007 in stream none under account 000000000000 does not exist"),
                Arguments.of("GetShardIterator", "{" + shard + "'ShardIteratorType':'LATEST','StartingSequenceNumber':'5'}", "InvalidArgumentException",
                        "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and"
                                + " no StartingSequenceNumber. Request specified LATEST and also a StartingSequenceNumber."),
                Arguments.of("GetShardIterator", "{" + shard + "'ShardIteratorType':'AT_SEQUENCE_NUMBER'}", "InvalidArgumentException",
                        "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and"
                                + " no StartingSequenceNumber. Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber."),
                Arguments.of("GetShardIterator", "{" + shard + "'ShardIteratorType':'AT_SEQUENCE_NUMBER','StartingSequenceNumber':'5'}",
                        "InvalidArgumentException",
                        "StartingSequenceNumber 5 used in GetShardIterator on shard shardId-000000000000 in stream s under account 000000000000 is invalid."),
                Arguments.of("GetShardIterator", "{" + shard + "'ShardIteratorType':'AT_TIMESTAMP'}", "InvalidArgumentException",
                        "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter."),
                Arguments.of("GetShardIterator", "{" + shard + "'ShardIteratorType':'AT_TIMESTAMP','Timestamp':1772359200.001}",
                        "InvalidArgumentException",
                        "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: 1772359200001,"
                                + " currentTimestampInMillis: 1772359200000"),
                Arguments.of("ListShards", "{}", "InvalidArgumentException", "Either NextToken or StreamName should be provided."),
                Arguments.of("ListShards", "{'StreamName':'s','NextToken':'a'}", "InvalidArgumentException",
                        "NextToken and StreamName cannot be provided together."),
                Arguments.of("ListShards", "{'ShardFilter':{'Type':'AT_LATEST'},'NextToken':'a'}", "InvalidArgumentException",
                        "NextToken and ShardFilter cannot be provided together."),
                Arguments.of("CreateStream", "{'StreamName':'s','ShardCount':1}", "ResourceInUseException",
                        "Stream s under account 000000000000 already exists."),
                Arguments.of("CreateStream", "{'StreamName':'t','ShardCount':2147483647}", "LimitExceededException",
                        "This request would exceed the shard limit for the account 000000000000 in us-east-1. Current shard count for the account: 2."
                                + " Limit: 20000. Number of additional shards that would have resulted from this request: 2147483647. Refer to the AWS"
                                + " Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and"
                                + " how to request higher limits."),
                Arguments.of("SplitShard", "{'StreamName':'s','ShardToSplit':'shardId-000000000000','NewStartingHashKey':'1'}", "InvalidArgumentException",
                        "NewStartingHashKey 1 used in SplitShard() on shard shardId-000000000000 in stream s under account 000000000000 is not both greater"
                                + " than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey "
                                + BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE) + "."));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusalsHaveTheServicesWords(String operation, String body, String type, String text) {
        for (WireFormat format : WireFormat.values()) {
            Answer answer = server.call(format, operation, json(body));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.at("__type")).isEqualTo(type);
            assertThat(answer.at("message")).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNumberOfAnotherShardIsToldByBoth(WireFormat format) {
        String number = server.ok(format, "DescribeStream", json("{'StreamName':'s'}"))
                .at("StreamDescription.Shards.1.SequenceNumberRange.StartingSequenceNumber");
        assertThat(server.call(
                                format,
                                "GetShardIterator",
                                json("{'StreamName':'s','ShardId':'0','ShardIteratorType':'AT_SEQUENCE_NUMBER','StartingSequenceNumber':'%s'}", number))
                        .at("message"))
                .isEqualTo("Invalid StartingSequenceNumber. It encodes shardId-000000000001, while it was used in a call to a shard with"
                        + " shardId-000000000000");
    }

    @Test
    void otherOperationsAreUnknown() {
        for (String operation : List.of("CreateChannel", "Nonsense", "")) {
            for (WireFormat format : WireFormat.values()) {
                Answer answer = server.call(format, operation, "{}");
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.at("__type")).isEqualTo("UnknownOperationException");
                assertThat(answer.headers().firstValue("Content-Type")).contains(format.contentType());
            }
        }
    }
}
