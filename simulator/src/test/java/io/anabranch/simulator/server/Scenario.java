package io.anabranch.simulator.server;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One sensible call of an operation, on a stream of its own.
 *
 * @param given  what there is before: {@link #GIVEN} by name; a stream of two shards in any case but {@code nothing}
 * @param body   with STREAM, ARN, CONSUMER, ITERATOR in place of what those are
 * @param told   a member of the answer, or nothing if the answer has no body
 * @param probe  an operation whose answer must be the same after a crash, its body, and the member to look at
 * @param limit  a body that is refused when it is sent often enough, INDEX in it counting; {@code none} if the service knows no limit
 */
public record Scenario(String operation, Set<String> given, String body, String told, List<String> probe, String limit) {
    public static final Map<String, String> GIVEN = Map.of(
            "tag", "AddTagsToStream {'StreamName':'STREAM','Tags':{'t':'1'}}",
            "policy", "PutResourcePolicy {'ResourceARN':'ARN','Policy':'{ }'}",
            "record", "PutRecord {'StreamName':'STREAM','PartitionKey':'k','Data':'aGVsbG8=','ExplicitHashKey':'0'}",
            "retention", "IncreaseStreamRetentionPeriod {'StreamName':'STREAM','RetentionPeriodHours':48}",
            "key", "StartStreamEncryption {'StreamName':'STREAM','EncryptionType':'KMS','KeyId':'alias/aws/kinesis'}",
            "metrics", "EnableEnhancedMonitoring {'StreamName':'STREAM','ShardLevelMetrics':['IncomingBytes']}",
            "commitment", "UpdateAccountSettings {'MinimumThroughputBillingCommitment':{'Status':'ENABLED'}}");

    private static final String RECORDS = "GetRecords {'ShardIterator':'ITERATOR'} Records";
    private static final String STREAM = "DescribeStream {'StreamName':'STREAM'}";
    private static final String SUMMARY = "DescribeStreamSummary {'StreamName':'STREAM'}";
    private static final String CONSUMERS = "ListStreamConsumers {'StreamARN':'ARN'}";
    private static final String TAGS = "ListTagsForResource {'ResourceARN':'ARN'}";
    private static final String POLICY = "GetResourcePolicy {'ResourceARN':'ARN'}";
    private static final String ACCOUNT = "DescribeAccountSettings {}";
    private static final String HALF_A_MEBIBYTE = "A".repeat(700_000);

    public static List<Scenario> all() {
        return List.of(
                of("AddTagsToStream", "", "{'StreamName':'STREAM','Tags':{'a':'1'}}", "", TAGS),
                of("CreateStream", "nothing", "{'StreamName':'STREAM','ShardCount':1}", "", STREAM),
                of("DecreaseStreamRetentionPeriod", "retention", "{'StreamName':'STREAM','RetentionPeriodHours':24}", "", SUMMARY),
                of("DeleteResourcePolicy", "policy", "{'ResourceARN':'ARN'}", "", POLICY).limitedBy("none"),
                of("DeleteStream", "", "{'StreamName':'STREAM'}", "", STREAM),
                of("DeregisterStreamConsumer", "consumer", "{'ConsumerARN':'CONSUMER'}", "", CONSUMERS),
                of("DescribeAccountSettings", "", "{}", "MinimumThroughputBillingCommitment.Status", ACCOUNT),
                of("DescribeLimits", "", "{}", "OnDemandStreamCountLimit", "DescribeLimits {}"),
                of("DescribeStream", "", "{'StreamName':'STREAM'}", "StreamDescription.StreamARN", STREAM),
                of("DescribeStreamConsumer", "consumer", "{'ConsumerARN':'CONSUMER'}", "ConsumerDescription.ConsumerStatus", CONSUMERS),
                of("DescribeStreamSummary", "", "{'StreamName':'STREAM'}", "StreamDescriptionSummary.OpenShardCount", SUMMARY),
                of("DisableEnhancedMonitoring", "metrics", "{'StreamName':'STREAM','ShardLevelMetrics':['ALL']}", "CurrentShardLevelMetrics.0", SUMMARY),
                of("EnableEnhancedMonitoring", "", "{'StreamName':'STREAM','ShardLevelMetrics':['ALL']}", "DesiredShardLevelMetrics.0", SUMMARY),
                of("GetRecords", "record", "{'ShardIterator':'ITERATOR'}", "Records.0.SequenceNumber", RECORDS),
                of("GetResourcePolicy", "policy", "{'ResourceARN':'ARN'}", "Policy", POLICY).limitedBy("none"),
                of("GetShardIterator", "record", "{'StreamName':'STREAM','ShardId':'0','ShardIteratorType':'LATEST'}", "ShardIterator", RECORDS),
                of("IncreaseStreamRetentionPeriod", "", "{'StreamName':'STREAM','RetentionPeriodHours':48}", "", SUMMARY),
                of("ListShards", "", "{'StreamName':'STREAM'}", "Shards.1.ShardId", "ListShards {'StreamName':'STREAM'}"),
                of("ListStreamConsumers", "consumer", "{'StreamARN':'ARN'}", "Consumers.0.ConsumerName", CONSUMERS),
                of("ListStreams", "", "{}", "StreamNames.0", "ListStreams {} StreamSummaries"),
                of("ListTagsForResource", "tag", "{'ResourceARN':'ARN'}", "Tags.0.Key", TAGS),
                of("ListTagsForStream", "tag", "{'StreamName':'STREAM'}", "Tags.0.Key", TAGS),
                of("MergeShards", "", "{'StreamName':'STREAM','ShardToMerge':'0','AdjacentShardToMerge':'1'}", "", STREAM),
                of("PutRecord", "", "{'StreamName':'STREAM','PartitionKey':'k','Data':'','ExplicitHashKey':'0'}", "SequenceNumber", RECORDS)
                        .limitedBy("{'StreamName':'STREAM','PartitionKey':'k','Data':'" + HALF_A_MEBIBYTE + "'}"),
                of("PutRecords", "", "{'StreamName':'STREAM','Records':[{'PartitionKey':'k','Data':''}]}", "Records.0.ShardId", RECORDS)
                        .limitedBy("{'StreamName':'STREAM','Records':[{'PartitionKey':'k','Data':'" + HALF_A_MEBIBYTE + "'}]}"),
                of("PutResourcePolicy", "", "{'ResourceARN':'ARN','Policy':'{ }'}", "", POLICY)
                        .limitedBy("{'ResourceARN':'ARN','Policy':'{" + " ".repeat(20 * 1024) + "}'}"),
                of("RegisterStreamConsumer", "", "{'StreamARN':'ARN','ConsumerName':'n'}", "Consumer.ConsumerARN", CONSUMERS),
                of("RemoveTagsFromStream", "tag", "{'StreamName':'STREAM','TagKeys':['t']}", "", TAGS),
                of("SplitShard", "", "{'StreamName':'STREAM','ShardToSplit':'0','NewStartingHashKey':'1000'}", "", STREAM),
                of("StartStreamEncryption", "", "{'StreamName':'STREAM','EncryptionType':'KMS','KeyId':'alias/aws/kinesis'}", "", STREAM)
                        .limitedBy("{'StreamName':'STREAM','EncryptionType':'KMS','KeyId':'alias/kINDEX'}"),
                of("StopStreamEncryption", "key", "{'StreamName':'STREAM','EncryptionType':'KMS','KeyId':'alias/aws/kinesis'}", "", STREAM),
                of("SubscribeToShard", "consumer", "{'ConsumerARN':'CONSUMER','ShardId':'0','StartingPosition':{'Type':'LATEST'}}", "event", ""),
                of("TagResource", "consumer", "{'ResourceARN':'CONSUMER','Tags':{'a':'1'}}", "", "ListTagsForResource {'ResourceARN':'CONSUMER'}"),
                of("UntagResource", "tag", "{'ResourceARN':'ARN','TagKeys':['t']}", "", TAGS),
                of("UpdateAccountSettings", "", "{'MinimumThroughputBillingCommitment':{'Status':'ENABLED'}}",
                        "MinimumThroughputBillingCommitment.StartedAt", ACCOUNT),
                of("UpdateMaxRecordSize", "", "{'StreamARN':'ARN','MaxRecordSizeInKiB':2048}", "", SUMMARY)
                        .limitedBy("{'StreamARN':'ARN','MaxRecordSizeInKiB':10241}"),
                of("UpdateShardCount", "", "{'StreamName':'STREAM','TargetShardCount':4,'ScalingType':'UNIFORM_SCALING'}", "TargetShardCount", STREAM),
                of("UpdateStreamMode", "", "{'StreamARN':'ARN','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}", "", SUMMARY)
                        .limitedBy("{'StreamARN':'ARN','StreamModeDetails':{'StreamMode':'EITHER'}}"),
                of("UpdateStreamRecordDistributionStrategy", "on-demand", "{'StreamARN':'ARN','RecordDistributionStrategy':'AUTO'}", "", SUMMARY)
                        .limitedBy("none"),
                of("UpdateStreamWarmThroughput", "on-demand commitment", "{'StreamName':'STREAM','WarmThroughputMiBps':50}", "WarmThroughput.TargetMiBps",
                        SUMMARY));
    }

    private static Scenario of(String operation, String given, String body, String told, String probe) {
        return new Scenario(operation, Set.of(given.split(" ")), body, told, Arrays.asList(probe.split(" ")), body);
    }

    private Scenario limitedBy(String otherLimit) {
        return new Scenario(operation, given, body, told, probe, otherLimit);
    }
}
