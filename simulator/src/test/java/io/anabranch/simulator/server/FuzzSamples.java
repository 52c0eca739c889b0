package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;

import java.util.List;
import java.util.Map;

/** Requests the service understands, for every operation of its API: what damage starts from. */
final class FuzzSamples {
    static final String STREAM = "fuzz";
    static final String STREAM_ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/fuzz";

    private static final String CONSUMER_ARN = STREAM_ARN + "/consumer/c:1772359200";
    private static final String BY_NAME = "{'StreamName':'fuzz'}";
    private static final String SHARD = "shardId-000000000000";

    private FuzzSamples() {}

    /** Operation and JSON body in turn. */
    static List<Map.Entry<String, String>> all(String iterator) {
        return List.of(
                sample("AddTagsToStream", "{'StreamName':'fuzz','Tags':{'k':'v','l':''}}"),
                sample("CreateStream", "{'StreamName':'other','ShardCount':2,'StreamModeDetails':{'StreamMode':'PROVISIONED'},'Tags':{'a':'b'},'MaxRecordSizeInKiB':1024,'WarmThroughputMiBps':0}"),
                sample("DecreaseStreamRetentionPeriod", "{'StreamName':'fuzz','RetentionPeriodHours':24}"),
                sample("DeleteResourcePolicy", "{'ResourceARN':'" + STREAM_ARN + "'}"),
                sample("DeleteStream", "{'StreamName':'other','EnforceConsumerDeletion':true}"),
                sample("DeregisterStreamConsumer", "{'StreamARN':'" + STREAM_ARN + "','ConsumerName':'d'}"),
                sample("DescribeAccountSettings", "{}"),
                sample("DescribeLimits", "{}"),
                sample("DescribeStream", "{'StreamARN':'" + STREAM_ARN + "','Limit':5,'ExclusiveStartShardId':'" + SHARD + "'}"),
                sample("DescribeStreamConsumer", "{'ConsumerARN':'" + CONSUMER_ARN + "'}"),
                sample("DescribeStreamSummary", BY_NAME),
                sample("DisableEnhancedMonitoring", "{'StreamName':'fuzz','ShardLevelMetrics':['IncomingBytes']}"),
                sample("EnableEnhancedMonitoring", "{'StreamName':'fuzz','ShardLevelMetrics':['ALL']}"),
                sample("GetRecords", "{'ShardIterator':'" + iterator + "','Limit':10}"),
                sample("GetResourcePolicy", "{'ResourceARN':'" + STREAM_ARN + "'}"),
                sample("GetShardIterator", "{'StreamName':'fuzz','ShardId':'" + SHARD + "','ShardIteratorType':'AT_TIMESTAMP','Timestamp':1.5}"),
                sample("GetShardIterator", "{'StreamName':'fuzz','ShardId':'0','ShardIteratorType':'AFTER_SEQUENCE_NUMBER','StartingSequenceNumber':'49590338271490256608559692538361571095921575989136588898'}"),
                sample("IncreaseStreamRetentionPeriod", "{'StreamName':'fuzz','RetentionPeriodHours':48}"),
                sample("ListShards", "{'StreamName':'fuzz','MaxResults':7,'ShardFilter':{'Type':'AT_TIMESTAMP','Timestamp':1700000000}}"),
                sample("ListStreamConsumers", "{'StreamARN':'" + STREAM_ARN + "','MaxResults':3,'StreamCreationTimestamp':1772359200}"),
                sample("ListStreams", "{'Limit':3,'ExclusiveStartStreamName':'a','NextToken':'AAAA'}"),
                sample("ListTagsForResource", "{'ResourceARN':'" + STREAM_ARN + "'}"),
                sample("ListTagsForStream", "{'StreamName':'fuzz','ExclusiveStartTagKey':'k','Limit':5}"),
                sample("MergeShards", "{'StreamName':'fuzz','ShardToMerge':'" + SHARD + "','AdjacentShardToMerge':'shardId-000000000001'}"),
                sample("PutRecord", "{'StreamName':'fuzz','PartitionKey':'\\u00e9k','Data':'QUJD','SequenceNumberForOrdering':'1','ExplicitHashKey':'9'}"),
                sample("PutRecords", "{'StreamName':'fuzz','Records':[{'Data':'QUJD','PartitionKey':'k'},{'PartitionKey':'l','Data':'','ExplicitHashKey':'9'}]}"),
                sample("PutResourcePolicy", "{'ResourceARN':'" + STREAM_ARN + "','Policy':'{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[]}'}"),
                sample("RegisterStreamConsumer", "{'StreamARN':'" + STREAM_ARN + "','ConsumerName':'c','Tags':{'a':'b'}}"),
                sample("RemoveTagsFromStream", "{'StreamName':'fuzz','TagKeys':['k','l']}"),
                sample("SplitShard", "{'StreamName':'fuzz','ShardToSplit':'" + SHARD + "','NewStartingHashKey':'170141183460469231731687303715884105728'}"),
                sample("StartStreamEncryption", "{'StreamName':'fuzz','EncryptionType':'KMS','KeyId':'alias/aws/kinesis'}"),
                sample("StopStreamEncryption", "{'StreamName':'fuzz','EncryptionType':'KMS','KeyId':'alias/aws/kinesis'}"),
                sample("SubscribeToShard", "{'ConsumerARN':'" + CONSUMER_ARN + "','ShardId':'" + SHARD + "','StartingPosition':{'Type':'AT_TIMESTAMP','Timestamp':1.5}}"),
                sample("TagResource", "{'ResourceARN':'" + STREAM_ARN + "','Tags':{'x':'y'}}"),
                sample("UntagResource", "{'ResourceARN':'" + STREAM_ARN + "','TagKeys':['x']}"),
                sample("UpdateAccountSettings", "{'MinimumThroughputBillingCommitment':{'Status':'DISABLED'}}"),
                sample("UpdateMaxRecordSize", "{'StreamARN':'" + STREAM_ARN + "','MaxRecordSizeInKiB':2048}"),
                sample("UpdateShardCount", "{'StreamName':'fuzz','TargetShardCount':2,'ScalingType':'UNIFORM_SCALING'}"),
                sample("UpdateStreamMode", "{'StreamARN':'" + STREAM_ARN + "','StreamModeDetails':{'StreamMode':'ON_DEMAND'}}"),
                sample("UpdateStreamRecordDistributionStrategy", "{'StreamARN':'" + STREAM_ARN + "','RecordDistributionStrategy':'USER_PARTITION_KEY'}"),
                sample("UpdateStreamWarmThroughput", "{'StreamARN':'" + STREAM_ARN + "','WarmThroughputMiBps':100}"));
    }

    private static Map.Entry<String, String> sample(String operation, String text) {
        return Map.entry(operation, json(text));
    }
}
