package io.anabranch.simulator.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.operation.Calls.Told;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.SettableClock;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In a life that has everything, every output has each of its members at some time, those it must have always, and no others. */
class OutputsTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
    private static final String LARGE = "A".repeat(1_300_000);

    @TempDir
    Path data;

    private final ApiOutputs outputs = new ApiOutputs();
    private final List<String> faults = new ArrayList<>();
    private Simulator simulator;
    private Calls calls;
    private WireFormat format;

    @ParameterizedTest
    @EnumSource
    void membersAreThoseOfTheApi(WireFormat format) throws IOException {
        SimulatorSettings settings = SimulatorSettings.at(data).withClock(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")))
                .withClockStandingStill(true).withLimits(Limits.STRICT);
        this.format = format;
        try (Simulator opened = Simulator.open(settings)) {
            simulator = opened;
            calls = new Calls(simulator.streams(), format);
            account();
            streams();
            consumers();
            records();
            shards();
        }
        assertThat(faults).isEmpty();
        assertThat(outputs.unseen()).as("docs/compatibility.md says why").containsExactly("DescribeStreamSummary.StreamDescriptionSummary.StreamId");
    }

    /** In a second of its own, so that no rate is met. */
    private Told call(String operation, String body) {
        simulator.streams().clock().advance(Duration.ofSeconds(1));
        Told told = calls.call(operation, body);
        outputs.seen(operation, told.output(), format, faults);
        return told;
    }

    private void account() {
        for (String status : List.of("ENABLED", "DISABLED", "ENABLED")) {
            call("UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'" + status + "'}}");
            call("DescribeAccountSettings", "{}");
            simulator.streams().clock().advance(Duration.ofHours(25));
        }
        call("UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'DISABLED'}}");
        call("UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'ENABLED'}}");
        call("DescribeLimits", "{}");
    }

    private void streams() {
        call("CreateStream", "{'StreamName':'s','ShardCount':2,'Tags':{'a':'1','b':''}}");
        call("CreateStream", "{'StreamName':'warm','WarmThroughputMiBps':10}");
        call("UpdateStreamWarmThroughput", "{'StreamName':'warm','WarmThroughputMiBps':20}");
        call("DescribeStreamSummary", "{'StreamName':'warm'}");
        call("ListStreams", "{'Limit':1}");
        call("ListTagsForStream", "{'StreamName':'s','Limit':1}");
        call("ListTagsForResource", "{'ResourceARN':'" + ARN + "'}");
        call("PutResourcePolicy", "{'ResourceARN':'" + ARN + "','Policy':'{}'}");
        call("GetResourcePolicy", "{'ResourceARN':'" + ARN + "'}");
        call("EnableEnhancedMonitoring", "{'StreamName':'s','ShardLevelMetrics':['IncomingBytes']}");
        call("EnableEnhancedMonitoring", "{'StreamName':'s','ShardLevelMetrics':['ALL']}");
        call("DisableEnhancedMonitoring", "{'StreamName':'s','ShardLevelMetrics':['IncomingBytes']}");
    }

    private void consumers() {
        for (String name : List.of("c", "d")) call("RegisterStreamConsumer", "{'StreamARN':'" + ARN + "','ConsumerName':'" + name + "'}");
        call("DescribeStreamConsumer", "{'StreamARN':'" + ARN + "','ConsumerName':'c'}");
        call("ListStreamConsumers", "{'StreamARN':'" + ARN + "','MaxResults':1}");
    }

    private void records() {
        String large = "{'PartitionKey':'k','Data':'" + LARGE + "'}";
        String small = "{'StreamName':'s','PartitionKey':'k','Data':'QQ==','ExplicitHashKey':'0'}";
        String two = "{'StreamName':'s','Records':[" + large + "," + large + "]}";
        call("PutRecords", two);
        call("PutRecord", small);
        call("StartStreamEncryption", "{'StreamName':'s','EncryptionType':'KMS','KeyId':'alias/k'}");
        call("PutRecord", small);
        call("PutRecords", two);
        call("DescribeStreamSummary", "{'StreamName':'s'}");
    }

    private void shards() {
        call("SplitShard", "{'StreamName':'s','ShardToSplit':'0','NewStartingHashKey':'1000'}");
        call("MergeShards", "{'StreamName':'s','ShardToMerge':'2','AdjacentShardToMerge':'3'}");
        call("UpdateShardCount", "{'StreamName':'s','TargetShardCount':3,'ScalingType':'UNIFORM_SCALING'}");
        call("DescribeStream", "{'StreamName':'s','Limit':100}");
        call("ListShards", "{'StreamName':'s'}");
        call("ListShards", "{'StreamName':'s','MaxResults':1}");
        String iterator = call("GetShardIterator", "{'StreamName':'s','ShardId':'0','ShardIteratorType':'TRIM_HORIZON'}").text("ShardIterator").orElseThrow();
        String next = call("GetRecords", "{'ShardIterator':'" + iterator + "','Limit':1}").text("NextShardIterator").orElseThrow();
        assertThat(call("GetRecords", "{'ShardIterator':'" + next + "'}").each("ChildShards")).isNotEmpty();
    }
}
