package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.base64;
import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.server.RunningServer.Answer;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations that change a stream, over the port, in both formats. */
class SettingOperationsTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    private static final String BY_ARN = "'StreamARN':'" + ARN + "'";

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

    private void create(WireFormat format, int shards) {
        server.ok(format, "CreateStream", json("{'StreamName':'s','ShardCount':%d}", shards));
    }

    private void done(WireFormat format, String operation, String input) {
        assertThat(server.ok(format, operation, json(input)).raw()).isEmpty();
    }

    private void refused(WireFormat format, String operation, String input, String type, String message) {
        Answer answer = server.call(format, operation, json(input));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("__type")).isEqualTo(type);
        assertThat(answer.at("message")).isEqualTo(message);
    }

    private Answer records(WireFormat format) {
        String input = json("{'StreamName':'s','ShardId':'shardId-000000000000','ShardIteratorType':'TRIM_HORIZON'}");
        String iterator = server.ok(format, "GetShardIterator", input).at("ShardIterator");
        return server.ok(format, "GetRecords", json("{'ShardIterator':'%s'}", iterator));
    }

    @ParameterizedTest
    @EnumSource
    void retentionIsChangedWithinItsBounds(WireFormat format) {
        create(format, 1);
        done(format, "IncreaseStreamRetentionPeriod", "{'StreamName':'s','RetentionPeriodHours':48}");
        assertThat(server.ok(format, "DescribeStream", json("{'StreamName':'s'}")).at("StreamDescription.RetentionPeriodHours")).isEqualTo("48");
        done(format, "IncreaseStreamRetentionPeriod", "{'StreamName':'s','RetentionPeriodHours':48}");
        refused(format, "IncreaseStreamRetentionPeriod", "{'StreamName':'s','RetentionPeriodHours':47}", "InvalidArgumentException",
                "Requested retention period (47 hours) for stream s can not be shorter than existing retention period (48 hours). Use"
                        + " DecreaseRetentionPeriod API.");
        refused(format, "DecreaseStreamRetentionPeriod", "{" + BY_ARN + ",'RetentionPeriodHours':49}", "InvalidArgumentException",
                "Requested retention period (49 hours) for stream s can not be longer than existing retention period (48 hours). Use"
                        + " IncreaseRetentionPeriod API.");
        refused(format, "IncreaseStreamRetentionPeriod", "{'StreamName':'s','RetentionPeriodHours':8761}", "InvalidArgumentException",
                "Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is too long.");
        refused(format, "DecreaseStreamRetentionPeriod", "{'StreamName':'s','RetentionPeriodHours':23}", "InvalidArgumentException",
                "Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.");
        refused(format, "DecreaseStreamRetentionPeriod", "{'StreamName':'t','RetentionPeriodHours':24}", "ResourceNotFoundException",
                "Stream t under account 000000000000 not found.");
        done(format, "DecreaseStreamRetentionPeriod", "{'StreamName':'s','RetentionPeriodHours':24}");
    }

    @ParameterizedTest
    @EnumSource
    void answersAndRecordsTellOfEncryption(WireFormat format) {
        create(format, 1);
        String put = json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", base64("x"));
        String puts = json("{'StreamName':'s','Records':[{'PartitionKey':'k','Data':'%s'}]}", base64("x"));
        assertThat(server.ok(format, "PutRecord", put).has("EncryptionType")).isFalse();
        done(format, "StartStreamEncryption", "{'StreamName':'s','EncryptionType':'KMS','KeyId':'alias/aws/kinesis'}");
        Answer one = server.ok(format, "PutRecord", put);
        assertThat(one.at("EncryptionType")).isEqualTo("KMS");
        assertThat(one.at("ShardId")).isEqualTo("shardId-000000000000");
        Answer some = server.ok(format, "PutRecords", puts);
        assertThat(some.at("EncryptionType")).isEqualTo("KMS");
        assertThat(some.at("FailedRecordCount")).isEqualTo("0");
        assertThat(some.has("Records.0.EncryptionType")).isFalse();
        done(format, "StopStreamEncryption", "{" + BY_ARN + ",'EncryptionType':'KMS','KeyId':'alias/aws/kinesis'}");
        assertThat(server.ok(format, "PutRecords", puts).has("EncryptionType")).isFalse();
        Answer read = records(format);
        assertThat(IntStream.range(0, 4).mapToObj(i -> read.at("Records." + i + ".EncryptionType"))).containsExactly("", "KMS", "KMS", "");
        refused(format, "StartStreamEncryption", "{'StreamName':'s','EncryptionType':'KMS','KeyId':'key'}", "KMSNotFoundException", "Invalid keyId key");
        refused(format, "StopStreamEncryption", "{'StreamName':'s','EncryptionType':'NONE','KeyId':'k'}", "InvalidArgumentException",
                "Invalid EncryptionType NONE. It must be KMS.");
    }

    @ParameterizedTest
    @EnumSource
    void recordsMayBeAsLargeAsTheirStreamAllows(WireFormat format) {
        create(format, 1);
        String large = Base64.getEncoder().encodeToString(new byte[(1 << 20) + 1]);
        String put = json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", large);
        String puts = json("{'StreamName':'s','Records':[{'PartitionKey':'k','Data':''},{'PartitionKey':'k','Data':'%s'}]}", large);
        assertThat(server.call(format, "PutRecords", puts).at("message"))
                .isEqualTo("1 validation error detected: Value at 'records.2.member.data' failed to satisfy constraint: Member must have length"
                        + " less than or equal to 1048576");
        assertThat(server.call(format, "UpdateMaxRecordSize", json("{" + BY_ARN + ",'MaxRecordSizeInKiB':10241}")).at("message"))
                .isEqualTo("1 validation error detected: Value '10241' at 'maxRecordSizeInKiB' failed to satisfy constraint: Member must have value"
                        + " less than or equal to 10240");
        done(format, "UpdateMaxRecordSize", "{" + BY_ARN + ",'MaxRecordSizeInKiB':10240}");
        server.ok(format, "PutRecord", put);
        assertThat(server.ok(format, "PutRecords", puts).at("FailedRecordCount")).isEqualTo("0");
        String largest = Base64.getEncoder().encodeToString(new byte[10 << 20]);
        server.ok(format, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", largest));
        String larger = Base64.getEncoder().encodeToString(new byte[(10 << 20) + 1]);
        assertThat(server.call(format, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", larger)).at("__type"))
                .isEqualTo("ValidationException");
    }

    @ParameterizedTest
    @EnumSource
    void withoutLimitsRecordsMayBeAsLargeAsAnyStreamAllows(WireFormat format) throws IOException {
        server.close();
        server = new RunningServer(data, settings -> settings.withLimits(Limits.OFF));
        create(format, 1);
        String largest = Base64.getEncoder().encodeToString(new byte[10 << 20]);
        server.ok(format, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':'%s'}", largest));
    }

    @ParameterizedTest
    @EnumSource
    void shardsAreScaledEvenlyWithinLimits(WireFormat format) {
        create(format, 2);
        server.clock().advance(Duration.ofSeconds(5));
        Answer answer = server.ok(format, "UpdateShardCount", json("{'StreamName':'s','TargetShardCount':3,'ScalingType':'UNIFORM_SCALING'}"));
        assertThat(answer.at("StreamName")).isEqualTo("s");
        assertThat(answer.at("StreamARN")).isEqualTo(ARN);
        assertThat(answer.at("CurrentShardCount")).isEqualTo("2");
        assertThat(answer.at("TargetShardCount")).isEqualTo("3");
        Answer latest = server.ok(format, "ListShards", json("{'StreamName':'s','ShardFilter':{'Type':'AT_LATEST'}}"));
        assertThat(latest.texts("Shards", "ShardId"))
                .containsExactly("shardId-000000000002", "shardId-000000000005", "shardId-000000000006");
        BigInteger third = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(3));
        assertThat(latest.at("Shards.0.HashKeyRange.EndingHashKey")).isEqualTo(third.subtract(BigInteger.ONE).toString());
        assertThat(latest.at("Shards.2.ParentShardId")).isEqualTo("shardId-000000000003");
        assertThat(latest.at("Shards.2.AdjacentParentShardId")).isEqualTo("shardId-000000000004");
        assertThat(server.ok(format, "ListShards", json("{'StreamName':'s'}")).items("Shards")).hasSize(7);
        refused(format, "UpdateShardCount", "{'StreamName':'s','TargetShardCount':7,'ScalingType':'UNIFORM_SCALING'}", "LimitExceededException",
                "UpdateShardCount cannot scale up over double your current open shard count. Current open shard count: 3 Target shard count: 7");
        refused(format, "UpdateShardCount", "{'StreamName':'s','TargetShardCount':1,'ScalingType':'UNIFORM_SCALING'}", "LimitExceededException",
                "UpdateShardCount cannot scale down below half your current open shard count. Current open shard count: 3 Target shard count: 1");
        assertThat(server.call(format, "UpdateShardCount", json("{'StreamName':'s','TargetShardCount':0,'ScalingType':'X'}")).at("message"))
                .startsWith("2 validation errors detected: ");
        done(format, "UpdateStreamMode", "{" + BY_ARN + ",'StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        String onDemand = "Request is invalid. Stream s under account 000000000000 is in On-Demand mode.";
        refused(format, "UpdateShardCount", "{'StreamName':'s','TargetShardCount':3,'ScalingType':'UNIFORM_SCALING'}", "ValidationException", onDemand);
        refused(format, "MergeShards", "{'StreamName':'s','ShardToMerge':'shardId-000000000002','AdjacentShardToMerge':'shardId-000000000006'}",
                "ValidationException", onDemand);
    }

    @ParameterizedTest
    @EnumSource
    void spreadRecordsNeedNoKeys(WireFormat format) {
        create(format, 2);
        String keyless = json("{'StreamName':'s','Data':'%s'}", base64("x"));
        String missing = "1 validation error detected: Value null at 'partitionKey' failed to satisfy constraint: Member must not be null";
        assertThat(server.call(format, "PutRecord", keyless).at("message")).isEqualTo(missing);
        refused(format, "UpdateStreamRecordDistributionStrategy", "{" + BY_ARN + ",'RecordDistributionStrategy':'AUTO'}", "InvalidArgumentException",
                "Request is invalid. Stream s under account 000000000000 is not in On-Demand mode.");
        done(format, "UpdateStreamMode", "{" + BY_ARN + ",'StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        done(format, "UpdateStreamRecordDistributionStrategy", "{" + BY_ARN + ",'RecordDistributionStrategy':'AUTO'}");
        String number = server.ok(format, "PutRecord", keyless).at("SequenceNumber");
        Answer some = server.ok(format, "PutRecords", json(
                "{'StreamName':'s','Records':[{'Data':'','PartitionKey':'a'},{'Data':''},{'Data':'','PartitionKey':'a','ExplicitHashKey':'0'}]}"));
        assertThat(some.at("FailedRecordCount")).isEqualTo("0");
        assertThat(some.texts("Records", "ShardId")).containsAll(List.of("shardId-000000000000", "shardId-000000000001"));
        assertThat(server.call(format, "PutRecord", json("{'StreamName':'s','Data':'','SequenceNumberForOrdering':'%s'}", number)).at("__type"))
                .isEqualTo("InvalidArgumentException");
        assertThat(server.call(format, "PutRecord", json("{'StreamName':'s','PartitionKey':''}")).at("message")).startsWith("2 validation errors");
        assertThat(records(format).has("Records.0.PartitionKey")).isFalse();
        done(format, "UpdateStreamRecordDistributionStrategy", "{" + BY_ARN + ",'RecordDistributionStrategy':'USER_PARTITION_KEY'}");
        assertThat(server.call(format, "PutRecord", keyless).at("message")).isEqualTo(missing);
    }

    @ParameterizedTest
    @EnumSource
    void warmThroughputIsForOnDemandStreamsOfACommittedAccount(WireFormat format) {
        create(format, 1);
        refused(format, "UpdateStreamWarmThroughput", "{'StreamName':'s','WarmThroughputMiBps':0}", "InvalidArgumentException",
                "Request is invalid. Stream s under account 000000000000 is not in On-Demand mode.");
        done(format, "UpdateStreamMode", "{" + BY_ARN + ",'StreamModeDetails':{'StreamMode':'ON_DEMAND'}}");
        Answer refused = server.call(format, "UpdateStreamWarmThroughput", json("{'StreamName':'s','WarmThroughputMiBps':100}"));
        assertThat(refused.at("__type")).isEqualTo("InvalidArgumentException");
        server.simulator().streams().commit(true);
        Answer answer = server.ok(format, "UpdateStreamWarmThroughput", json("{" + BY_ARN + ",'WarmThroughputMiBps':100}"));
        assertThat(answer.at("WarmThroughput.TargetMiBps")).isEqualTo("100");
        assertThat(answer.at("WarmThroughput.CurrentMiBps")).isEqualTo("0");
        assertThat(answer.at("StreamName")).isEqualTo("s");
        assertThat(server.call(format, "UpdateStreamWarmThroughput", json("{" + BY_ARN + ",'WarmThroughputMiBps':10241}")).at("__type"))
                .isEqualTo("LimitExceededException");
    }

    @ParameterizedTest
    @EnumSource
    void orderingNumbersAreThoseOfThePast(WireFormat format) {
        create(format, 1);
        String number = server.ok(format, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':''}")).at("SequenceNumber");
        String put = "{'StreamName':'s','PartitionKey':'k','Data':'','SequenceNumberForOrdering':'%s'}";
        server.ok(format, "PutRecord", json(put, number));
        server.clock().advance(Duration.ofDays(-1));
        refused(format, "PutRecord", String.format(put, number), "InvalidArgumentException",
                "ExclusiveMinimumSequenceNumber " + number + " used in PutRecord on stream s under account 000000000000 is invalid.");
        refused(format, "PutRecord", String.format(put, "7"), "InvalidArgumentException",
                "ExclusiveMinimumSequenceNumber 7 used in PutRecord on stream s under account 000000000000 is invalid.");
    }
}
