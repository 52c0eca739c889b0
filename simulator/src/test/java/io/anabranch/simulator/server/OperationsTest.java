package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.base64;
import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.server.RunningServer.Answer;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireValue;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every operation over the port, in both formats. */
class OperationsTest {
    private static final BigInteger MAX_HASH = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void create(WireFormat format, String name, int shards) {
        server.ok(format, "CreateStream", json("{'StreamName':'%s','ShardCount':%d}", name, shards));
    }

    private String put(WireFormat format, String key, String data) {
        return server.ok(format, "PutRecord", json("{'StreamName':'s','PartitionKey':'%s','Data':'%s'}", key, base64(data))).at("SequenceNumber");
    }

    private String iterator(WireFormat format, String rest) {
        return server.ok(format, "GetShardIterator", json("{'StreamName':'s'," + rest + "}")).at("ShardIterator");
    }

    private Answer records(WireFormat format, String iterator) {
        return server.ok(format, "GetRecords", json("{'ShardIterator':'%s'}", iterator));
    }

    private List<String> data(WireFormat format, String iteratorRest) {
        return texts(records(format, iterator(format, iteratorRest)));
    }

    private static List<String> texts(Answer answer) {
        return answer.texts("Records", "Data").stream().map(text -> new String(java.util.Base64.getDecoder().decode(text))).toList();
    }

    @ParameterizedTest
    @EnumSource
    void aStreamIsMadeToldAndDeleted(WireFormat format) {
        Answer made = server.call(format, "CreateStream", json("{'StreamName':'s','ShardCount':3}"));
        assertThat(made.status()).isEqualTo(200);
        assertThat(made.raw()).isEmpty();
        assertThat(made.headers().firstValue("x-amzn-RequestId").orElse("")).matches("[0-9a-f-]{36}");
        assertThat(made.headers().firstValue("x-amz-id-2").orElse("")).hasSizeBetween(64, 120);
        Answer told = server.ok(format, "DescribeStream", json("{'StreamName':'s'}"));
        assertThat(told.headers().firstValue("Content-Type")).contains(format.contentType());
        assertThat(told.at("StreamDescription.StreamStatus")).isEqualTo("ACTIVE");
        assertThat(told.at("StreamDescription.StreamARN")).isEqualTo("arn:aws:kinesis:us-east-1:000000000000:stream/s");
        assertThat(told.at("StreamDescription.HasMoreShards")).isEqualTo("false");
        assertThat(told.at("StreamDescription.EncryptionType")).isEqualTo("NONE");
        assertThat(told.at("StreamDescription.RetentionPeriodHours")).isEqualTo("24");
        assertThat(told.at("StreamDescription.StreamCreationTimestamp")).isEqualTo("" + server.clock().instant().getEpochSecond());
        assertThat(told.texts("StreamDescription.Shards", "ShardId"))
                .containsExactly("shardId-000000000000", "shardId-000000000001", "shardId-000000000002");
        assertThat(told.at("StreamDescription.Shards.2.HashKeyRange.EndingHashKey")).isEqualTo(MAX_HASH.toString());
        Answer summary = server.ok(format, "DescribeStreamSummary", json("{'StreamARN':'arn:aws:kinesis:us-east-1:000000000000:stream/s'}"));
        assertThat(summary.at("StreamDescriptionSummary.OpenShardCount")).isEqualTo("3");
        assertThat(summary.has("StreamDescriptionSummary.StreamId")).as("with it, clients of the SDK leave the endpoint they were given").isFalse();
        assertThat(server.ok(format, "DeleteStream", json("{'StreamName':'s'}")).raw()).isEmpty();
        assertThat(server.call(format, "DescribeStream", json("{'StreamName':'s'}")).at("__type")).isEqualTo("ResourceNotFoundException");
    }

    @ParameterizedTest
    @EnumSource
    void withoutACountAStreamHasFourShards(WireFormat format) {
        server.ok(format, "CreateStream", json("{'StreamName':'s','StreamModeDetails':{'StreamMode':'ON_DEMAND'},'Tags':{'a':'b'}}"));
        assertThat(server.ok(format, "ListShards", json("{'StreamName':'s'}")).items("Shards")).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void streamsAreListedInPages(WireFormat format) {
        for (String name : List.of("c", "a", "d", "b", "e")) {
            create(format, name, 1);
        }
        Answer first = server.ok(format, "ListStreams", json("{'Limit':2}"));
        assertThat(first.at("HasMoreStreams")).isEqualTo("true");
        assertThat(first.texts("StreamSummaries", "StreamName")).containsExactly("a", "b");
        Answer second = server.ok(format, "ListStreams", json("{'NextToken':'%s'}", first.at("NextToken")));
        assertThat(second.texts("StreamSummaries", "StreamName")).containsExactly("c", "d", "e");
        assertThat(second.has("NextToken")).isFalse();
        assertThat(server.ok(format, "ListStreams", json("{'ExclusiveStartStreamName':'c'}")).at("StreamNames.0")).isEqualTo("d");
    }

    @ParameterizedTest
    @EnumSource
    void recordsComeBackAsTheyWerePut(WireFormat format) {
        create(format, "s", 1);
        server.clock().advance(Duration.ofMillis(5_123));
        String first = put(format, "key", "one");
        Answer many = server.ok(
                format,
                "PutRecords",
                json("{'Records':[{'PartitionKey':'\u20ac\\u00e9 \\n','Data':'%s','Unknown':[{}]},{'Data':'','PartitionKey':'b','ExplicitHashKey':null}],"
                        + "'StreamName':'s'}", base64("two")));
        assertThat(many.at("FailedRecordCount")).isEqualTo("0");
        assertThat(many.at("Records.1.ShardId")).isEqualTo("shardId-000000000000");
        assertThat(many.has("EncryptionType")).isFalse();
        Answer read = records(format, iterator(format, "'ShardId':'shardId-000000000000','ShardIteratorType':'TRIM_HORIZON'"));
        assertThat(texts(read)).containsExactly("one", "two", "");
        assertThat(read.texts("Records", "PartitionKey")).containsExactly("key", "\u20ac\u00e9 \n", "b");
        assertThat(read.texts("Records", "SequenceNumber"))
                .containsExactly(first, many.at("Records.0.SequenceNumber"), many.at("Records.1.SequenceNumber"))
                .isSorted();
        var arrival = (WireValue.Num) read.find("Records.0.ApproximateArrivalTimestamp");
        assertThat(arrival.value()).isEqualTo(server.clock().instant().toEpochMilli() / 1000.0);
        assertThat(read.at("MillisBehindLatest")).isEqualTo("0");
        assertThat(read.has("ChildShards")).isFalse();
        assertThat(texts(records(format, read.at("NextShardIterator")))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyAnswerHasANewIterator(WireFormat format) {
        create(format, "s", 1);
        String start = iterator(format, "'ShardId':'0','ShardIteratorType':'LATEST'");
        String next = records(format, start).at("NextShardIterator");
        assertThat(next).isNotEqualTo(start).hasSizeBetween(152, 280);
        put(format, "k", "late");
        assertThat(texts(records(format, next))).containsExactly("late");
        assertThat(texts(records(format, "\\\"" + start + "\\\""))).as("quotes around it are tolerated").containsExactly("late");
    }

    @ParameterizedTest
    @EnumSource
    void allFiveIteratorTypesFindTheirPlace(WireFormat format) {
        create(format, "s", 1);
        List<String> numbers = new ArrayList<>();
        for (String each : List.of("a", "b", "c")) {
            server.clock().advance(Duration.ofSeconds(10));
            numbers.add(put(format, "k", each));
        }
        double second = server.clock().instant().getEpochSecond() - 10;
        String shard = "'ShardId':'shardId-000000000000','ShardIteratorType':";
        assertThat(data(format, shard + "'TRIM_HORIZON'")).containsExactly("a", "b", "c");
        assertThat(data(format, shard + "'LATEST'")).isEmpty();
        assertThat(data(format, shard + "'AT_SEQUENCE_NUMBER','StartingSequenceNumber':'" + numbers.get(1) + "'")).containsExactly("b", "c");
        assertThat(data(format, shard + "'AFTER_SEQUENCE_NUMBER','StartingSequenceNumber':'" + numbers.get(1) + "'")).containsExactly("c");
        assertThat(data(format, shard + "'AT_TIMESTAMP','Timestamp':" + (second - 0.5))).containsExactly("b", "c");
        assertThat(data(format, shard + "'AT_TIMESTAMP','Timestamp':" + second)).containsExactly("b", "c");
        assertThat(data(format, shard + "'AT_TIMESTAMP','Timestamp':" + (second + 0.5))).containsExactly("c");
        assertThat(data(format, shard + "'AT_TIMESTAMP','Timestamp':0")).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @EnumSource
    void limitAndTenMebibytesBoundAnAnswer(WireFormat format) {
        create(format, "s", 1);
        String big = "x".repeat(1 << 20);
        for (int i = 0; i < 11; i++) {
            put(format, "k", big);
        }
        put(format, "k", "small");
        String start = iterator(format, "'ShardId':'0','ShardIteratorType':'TRIM_HORIZON'");
        Answer full = records(format, start);
        assertThat(full.items("Records")).hasSizeBetween(9, 10);
        Answer limited = server.ok(format, "GetRecords", json("{'ShardIterator':'%s','Limit':2}", start));
        assertThat(limited.items("Records")).hasSize(2);
        Answer rest = records(format, full.at("NextShardIterator"));
        assertThat(full.items("Records").size() + rest.items("Records").size()).isEqualTo(12);
    }

    @ParameterizedTest
    @EnumSource
    void lagIsTold(WireFormat format) {
        create(format, "s", 1);
        put(format, "k", "a");
        server.clock().advance(Duration.ofSeconds(7));
        put(format, "k", "b");
        String start = iterator(format, "'ShardId':'0','ShardIteratorType':'TRIM_HORIZON'");
        assertThat(server.ok(format, "GetRecords", json("{'ShardIterator':'%s','Limit':1}", start)).at("MillisBehindLatest")).isEqualTo("7000");
    }

    @Test
    void anIteratorIsReadWithTheNamesOfItsOwnStreamOnly() {
        WireFormat format = WireFormat.JSON;
        create(format, "s", 1);
        create(format, "other", 1);
        String iterator = json("'ShardIterator':'%s'", iterator(format, "'ShardId':'0','ShardIteratorType':'LATEST'"));
        String arn = server.ok(format, "DescribeStreamSummary", json("{'StreamName':'s'}")).at("StreamDescriptionSummary.StreamARN");
        String id = server.simulator().streams().describe("s").streamId();
        String otherId = server.simulator().streams().describe("other").streamId();
        server.ok(format, "GetRecords", json("{%s,'StreamARN':'%s','StreamId':'%s'}", iterator, arn, id));
        String otherArn = arn.substring(0, arn.length() - 1) + "other";
        Answer wrongArn = server.call(format, "GetRecords", json("{%s,'StreamARN':'%s'}", iterator, otherArn));
        assertThat(wrongArn.at("__type")).isEqualTo("InvalidArgumentException");
        assertThat(wrongArn.at("message")).isEqualTo("StreamARN " + otherArn + " is not the ARN of stream s, which the ShardIterator is of.");
        Answer wrongId = server.call(format, "GetRecords", json("{%s,'StreamId':'%s'}", iterator, otherId));
        assertThat(wrongId.at("__type")).isEqualTo("InvalidArgumentException");
    }

    @ParameterizedTest
    @EnumSource
    void iteratorsExpireAfterFiveMinutesAndSurviveARestart(WireFormat format) throws IOException {
        create(format, "s", 1);
        put(format, "k", "a");
        String iterator = iterator(format, "'ShardId':'0','ShardIteratorType':'TRIM_HORIZON'");
        server.restart();
        server.clock().advance(Duration.ofSeconds(300));
        assertThat(texts(records(format, iterator))).containsExactly("a");
        server.clock().advance(Duration.ofMillis(1));
        Answer late = server.call(format, "GetRecords", json("{'ShardIterator':'%s'}", iterator));
        assertThat(late.status()).isEqualTo(400);
        assertThat(late.at("__type")).isEqualTo("ExpiredIteratorException");
        assertThat(late.at("message"))
                .isEqualTo("Iterator expired. The iterator was created at time Sun Mar 01 10:00:00 UTC 2026 while right now it is Sun Mar 01 10:05:00 UTC"
                        + " 2026 which is further in the future than the tolerated delay of 300000 milliseconds.");
    }

    @ParameterizedTest
    @EnumSource
    void anIteratorOfADeletedStreamIsNoIteratorOfItsSuccessor(WireFormat format) {
        create(format, "s", 1);
        String iterator = iterator(format, "'ShardId':'0','ShardIteratorType':'TRIM_HORIZON'");
        server.ok(format, "DeleteStream", json("{'StreamName':'s'}"));
        assertThatItsShardIsGone(server.call(format, "GetRecords", json("{'ShardIterator':'%s'}", iterator)));
        server.clock().advance(Duration.ofSeconds(5));
        create(format, "s", 1);
        assertThatItsShardIsGone(server.call(format, "GetRecords", json("{'ShardIterator':'%s'}", iterator)));
    }

    private static void assertThatItsShardIsGone(Answer answer) {
        assertThat(answer.at("__type")).isEqualTo("ResourceNotFoundException");
        assertThat(answer.at("message")).isEqualTo("Shard shardId-000000000000 in stream s under account 000000000000 does not exist");
    }

    @ParameterizedTest
    @EnumSource
    void aSplitShardDrainsAndNamesItsChildren(WireFormat format) {
        create(format, "s", 1);
        put(format, "k", "before");
        String half = BigInteger.ONE.shiftLeft(127).toString();
        assertThat(server.ok(format, "SplitShard", json("{'StreamName':'s','ShardToSplit':'shardId-000000000000','NewStartingHashKey':'%s'}", half)).raw())
                .isEmpty();
        String start = iterator(format, "'ShardId':'0','ShardIteratorType':'TRIM_HORIZON'");
        Answer last = records(format, start);
        assertThat(texts(last)).containsExactly("before");
        assertThat(last.has("NextShardIterator")).isFalse();
        assertThat(last.texts("ChildShards", "ShardId")).containsExactly("shardId-000000000001", "shardId-000000000002");
        assertThat(last.at("ChildShards.1.HashKeyRange.StartingHashKey")).isEqualTo(half);
        assertThat(last.at("ChildShards.1.ParentShards.0")).isEqualTo("shardId-000000000000");
        Answer put = server.ok(
                format, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':'','ExplicitHashKey':'%s'}", half));
        assertThat(put.at("ShardId")).isEqualTo("shardId-000000000002");
        server.clock().advance(Duration.ofSeconds(10));
        assertThat(server.ok(format, "MergeShards", json("{'StreamName':'s','ShardToMerge':'shardId-000000000001','AdjacentShardToMerge':'2'}")).raw())
                .isEmpty();
        Answer told = server.ok(format, "DescribeStream", json("{'StreamName':'s','ExclusiveStartShardId':'shardId-000000000002'}"));
        assertThat(told.at("StreamDescription.Shards.0.ParentShardId")).isEqualTo("shardId-000000000001");
        assertThat(told.at("StreamDescription.Shards.0.AdjacentParentShardId")).isEqualTo("shardId-000000000002");
        assertThat(told.has("StreamDescription.Shards.0.SequenceNumberRange.EndingSequenceNumber")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void shardsAreToldInPages(WireFormat format) {
        create(format, "s", 105);
        Answer described = server.ok(format, "DescribeStream", json("{'StreamName':'s','Limit':1000}"));
        assertThat(described.items("StreamDescription.Shards")).hasSize(100);
        assertThat(described.at("StreamDescription.HasMoreShards")).isEqualTo("true");
        Answer first = server.ok(format, "ListShards", json("{'StreamName':'s','MaxResults':60}"));
        Answer second = server.ok(format, "ListShards", json("{'MaxResults':60,'NextToken':'%s'}", first.at("NextToken")));
        List<String> all = new ArrayList<>(first.texts("Shards", "ShardId"));
        all.addAll(second.texts("Shards", "ShardId"));
        assertThat(all).isEqualTo(IntStream.range(0, 105).mapToObj(i -> String.format("shardId-%012d", i)).toList());
        assertThat(second.has("NextToken")).isFalse();
        server.clock().advance(Duration.ofSeconds(301));
        assertThat(server.call(format, "ListShards", json("{'NextToken':'%s'}", first.at("NextToken"))).at("__type"))
                .isEqualTo("ExpiredNextTokenException");
    }

    @ParameterizedTest
    @EnumSource
    void shardFiltersLookAtOneMomentOrFromIt(WireFormat format) {
        create(format, "s", 1);
        long made = server.clock().instant().getEpochSecond();
        server.clock().advance(Duration.ofSeconds(100));
        server.ok(format, "SplitShard", json("{'StreamName':'s','ShardToSplit':'0','NewStartingHashKey':'%s'}", BigInteger.ONE.shiftLeft(127)));
        server.clock().advance(Duration.ofSeconds(100));
        server.ok(format, "MergeShards", json("{'StreamName':'s','ShardToMerge':'1','AdjacentShardToMerge':'2'}"));
        server.clock().advance(Duration.ofSeconds(100));
        assertThat(shards(format, "'Type':'AT_LATEST'")).isEqualTo("3");
        assertThat(shards(format, "'Type':'AT_TRIM_HORIZON'")).isEqualTo("0");
        assertThat(shards(format, "'Type':'FROM_TRIM_HORIZON'")).isEqualTo("0 1 2 3");
        assertThat(shards(format, "'Type':'AFTER_SHARD_ID','ShardId':'shardId-000000000001'")).isEqualTo("2 3");
        assertThat(shards(format, "'Type':'AT_TIMESTAMP','Timestamp':" + (made + 50))).isEqualTo("0");
        assertThat(shards(format, "'Type':'AT_TIMESTAMP','Timestamp':" + (made + 150))).isEqualTo("1 2");
        assertThat(shards(format, "'Type':'AT_TIMESTAMP','Timestamp':" + (made + 250))).isEqualTo("3");
        assertThat(shards(format, "'Type':'AT_TIMESTAMP','Timestamp':1")).isEqualTo("0");
        assertThat(shards(format, "'Type':'FROM_TIMESTAMP','Timestamp':" + (made + 150))).isEqualTo("1 2 3");
        assertThat(server.call(format, "ListShards", json("{'StreamName':'s','ShardFilter':{'Type':'AT_TIMESTAMP'}}")).at("__type"))
                .isEqualTo("InvalidArgumentException");
    }

    /** At any moment the shards open then must cover all hash keys, or a consumer that starts there refuses to. */
    @ParameterizedTest
    @EnumSource
    void whatIsOpenAtAMomentCoversAllHashKeys(WireFormat format) {
        create(format, "s", 2);
        long made = server.clock().instant().getEpochSecond();
        server.ok(format, "SplitShard", json("{'StreamName':'s','ShardToSplit':'0','NewStartingHashKey':'%s'}", BigInteger.ONE.shiftLeft(126)));
        server.ok(format, "SplitShard", json("{'StreamName':'s','ShardToSplit':'1','NewStartingHashKey':'%s'}", BigInteger.ONE.shiftLeft(127).add(BigInteger.ONE.shiftLeft(126))));
        server.clock().advance(Duration.ofSeconds(3));
        server.ok(format, "UpdateShardCount", json("{'StreamName':'s','TargetShardCount':5,'ScalingType':'UNIFORM_SCALING'}"));
        server.clock().advance(Duration.ofSeconds(3));
        for (int i = 0; i <= 12; i++) {
            Answer answer = server.ok(
                    format, "ListShards", json("{'StreamName':'s','ShardFilter':{'Type':'AT_TIMESTAMP','Timestamp':%s}}", made + i / 2.0));
            BigInteger width = IntStream.range(0, answer.items("Shards").size())
                    .mapToObj(n -> new BigInteger(answer.at("Shards." + n + ".HashKeyRange.EndingHashKey"))
                            .subtract(new BigInteger(answer.at("Shards." + n + ".HashKeyRange.StartingHashKey")))
                            .add(BigInteger.ONE))
                    .reduce(BigInteger.ZERO, BigInteger::add);
            assertThat(width).as("%s s after", i / 2.0).isEqualTo(BigInteger.ONE.shiftLeft(128));
        }
    }

    private String shards(WireFormat format, String filter) {
        return server.ok(format, "ListShards", json("{'StreamName':'s','ShardFilter':{" + filter + "}}")).texts("Shards", "ShardId").stream()
                .map(id -> id.replaceFirst("shardId-0*(?=.)", ""))
                .collect(Collectors.joining(" "));
    }
}
