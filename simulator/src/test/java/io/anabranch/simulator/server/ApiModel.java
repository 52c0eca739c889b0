package io.anabranch.simulator.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the service's API says of inputs: a line for an operation, then one for each member with what it may be. {@code !}: required; two numbers: the
 * shortest and the longest, or the least and the most; {@code texts} and {@code enums} are lists of them.
 */
final class ApiModel {
    enum Kind {
        TEXT,
        ENUM,
        INT,
        BLOB,
        BOOL,
        TIME,
        MAP,
        STRUCTURE,
        LIST,
        TEXTS,
        ENUMS
    }

    /** @param rest a pattern, or the values of an enum */
    record Member(String path, boolean required, Kind kind, Optional<Long> min, Optional<Long> max, String rest) {
        /** As a violation tells it. */
        String toldPath() {
            StringBuilder told = new StringBuilder();
            for (String step : path.split("\\.")) {
                String name = step.replace("[]", ".1.member");
                told.append(told.isEmpty() ? "" : ".").append(Character.toLowerCase(name.charAt(0))).append(name.substring(1));
            }
            return told.toString();
        }

        /** A body with this member alone, and what it lies in. */
        String body(String value) {
            String body = value;
            String[] steps = path.split("\\.");
            for (int i = steps.length - 1; i >= 0; i--) {
                boolean list = steps[i].endsWith("[]");
                body = "{\"" + steps[i].replace("[]", "") + "\":" + (list ? "[" + body + "]" : body) + "}";
            }
            return body;
        }

        boolean isTop() {
            return !path.contains(".");
        }
    }

    private ApiModel() {}

    static Map<String, List<Member>> operations() {
        Map<String, List<Member>> operations = new LinkedHashMap<>();
        List<Member> members = new ArrayList<>();
        for (String line : TEXT.split("\n")) {
            if (line.startsWith(" ")) members.add(member(line.strip().split(" ")));
            else operations.put(line, members = new ArrayList<>());
        }
        return operations;
    }

    private static Member member(String[] words) {
        boolean required = words[0].endsWith("!");
        boolean range = words.length > 2 && words[2].matches("\\d*\\.\\.\\d*");
        String[] ends = range ? words[2].split("\\.\\.", -1) : new String[] {"", ""};
        String rest = words.length > (range ? 3 : 2) ? words[words.length - 1] : "";
        return new Member(
                words[0].replace("!", ""), required, Kind.valueOf(words[1].toUpperCase(java.util.Locale.ROOT)), number(ends[0]), number(ends[1]), rest);
    }

    private static Optional<Long> number(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(text));
    }

    private static final String TEXT = """
            AddTagsToStream
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              Tags! map 1..200
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            CreateStream
              StreamName! text 1..128 [a-zA-Z0-9_.-]+
              ShardCount int 1..
              StreamModeDetails structure
              StreamModeDetails.StreamMode! enum PROVISIONED,ON_DEMAND
              Tags map 1..200
              WarmThroughputMiBps int 0..
              MaxRecordSizeInKiB int 1024..10240
              RecordDistributionStrategy enum USER_PARTITION_KEY,AUTO
            DecreaseStreamRetentionPeriod
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              RetentionPeriodHours! int
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            DeleteResourcePolicy
              ResourceARN! text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            DeleteStream
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              EnforceConsumerDeletion bool
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            DeregisterStreamConsumer
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              ConsumerName text 1..128 [a-zA-Z0-9_.-]+
              ConsumerARN text 1..2048 ^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            DescribeAccountSettings
            DescribeLimits
            DescribeStream
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              Limit int 1..10000
              ExclusiveStartShardId text 1..128 [a-zA-Z0-9_.-]+
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            DescribeStreamConsumer
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              ConsumerName text 1..128 [a-zA-Z0-9_.-]+
              ConsumerARN text 1..2048 ^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            DescribeStreamSummary
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            DisableEnhancedMonitoring
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              ShardLevelMetrics! enums 1..7 IncomingBytes,IncomingRecords,OutgoingBytes,OutgoingRecords,WriteProvisionedThroughputExceeded,ReadProvisionedThroughputExceeded,IteratorAgeMilliseconds,ALL
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            EnableEnhancedMonitoring
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              ShardLevelMetrics! enums 1..7 IncomingBytes,IncomingRecords,OutgoingBytes,OutgoingRecords,WriteProvisionedThroughputExceeded,ReadProvisionedThroughputExceeded,IteratorAgeMilliseconds,ALL
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            GetRecords
              ShardIterator! text 1..512
              Limit int 1..10000
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            GetResourcePolicy
              ResourceARN! text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            GetShardIterator
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              ShardId! text 1..128 [a-zA-Z0-9_.-]+
              ShardIteratorType! enum AFTER_SEQUENCE_NUMBER,LATEST,AT_TIMESTAMP,AT_SEQUENCE_NUMBER,TRIM_HORIZON
              StartingSequenceNumber text 0|([1-9]\\d{0,128})
              Timestamp time
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            IncreaseStreamRetentionPeriod
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              RetentionPeriodHours! int
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            ListShards
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              NextToken text 1..1048576
              ExclusiveStartShardId text 1..128 [a-zA-Z0-9_.-]+
              MaxResults int 1..10000
              StreamCreationTimestamp time
              ShardFilter structure
              ShardFilter.Type! enum AFTER_SHARD_ID,AT_TRIM_HORIZON,FROM_TRIM_HORIZON,AT_LATEST,AT_TIMESTAMP,FROM_TIMESTAMP
              ShardFilter.ShardId text 1..128 [a-zA-Z0-9_.-]+
              ShardFilter.Timestamp time
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            ListStreamConsumers
              StreamARN! text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              NextToken text 1..1048576
              MaxResults int 1..10000
              StreamCreationTimestamp time
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            ListStreams
              Limit int 1..10000
              ExclusiveStartStreamName text 1..128 [a-zA-Z0-9_.-]+
              NextToken text 1..1048576
            ListTagsForResource
              ResourceARN! text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            ListTagsForStream
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              ExclusiveStartTagKey text 1..128
              Limit int 1..50
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            MergeShards
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              ShardToMerge! text 1..128 [a-zA-Z0-9_.-]+
              AdjacentShardToMerge! text 1..128 [a-zA-Z0-9_.-]+
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            PutRecord
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              Data! blob
              PartitionKey! text 1..256
              ExplicitHashKey text 0|([1-9]\\d{0,38})
              SequenceNumberForOrdering text 0|([1-9]\\d{0,128})
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            PutRecords
              Records! list 1..500
              Records[].Data! blob
              Records[].ExplicitHashKey text 0|([1-9]\\d{0,38})
              Records[].PartitionKey! text 1..256
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            PutResourcePolicy
              ResourceARN! text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
              Policy! text
            RegisterStreamConsumer
              StreamARN! text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              ConsumerName! text 1..128 [a-zA-Z0-9_.-]+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
              Tags map 1..200
            RemoveTagsFromStream
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              TagKeys! texts 1..50
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            SplitShard
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              ShardToSplit! text 1..128 [a-zA-Z0-9_.-]+
              NewStartingHashKey! text 0|([1-9]\\d{0,38})
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            StartStreamEncryption
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              EncryptionType! enum KMS,NONE
              KeyId! text 1..2048
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            StopStreamEncryption
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              EncryptionType! enum KMS,NONE
              KeyId! text 1..2048
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            SubscribeToShard
              ConsumerARN! text 1..2048 ^(arn):aws.*:kinesis:.*:\\d{12}:.*stream\\/[a-zA-Z0-9_.-]+\\/consumer\\/[a-zA-Z0-9_.-]+:[0-9]+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
              ShardId! text 1..128 [a-zA-Z0-9_.-]+
              StartingPosition! structure
              StartingPosition.Type! enum AFTER_SEQUENCE_NUMBER,LATEST,AT_TIMESTAMP,AT_SEQUENCE_NUMBER,TRIM_HORIZON
              StartingPosition.SequenceNumber text 0|([1-9]\\d{0,128})
              StartingPosition.Timestamp time
            TagResource
              Tags! map 1..200
              ResourceARN! text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            UntagResource
              TagKeys! texts 1..50
              ResourceARN! text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            UpdateAccountSettings
              MinimumThroughputBillingCommitment! structure
              MinimumThroughputBillingCommitment.Status! enum ENABLED,DISABLED
            UpdateMaxRecordSize
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
              MaxRecordSizeInKiB! int 1024..10240
            UpdateShardCount
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              TargetShardCount! int 1..
              ScalingType! enum UNIFORM_SCALING
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
            UpdateStreamMode
              StreamARN! text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
              StreamModeDetails! structure
              StreamModeDetails.StreamMode! enum PROVISIONED,ON_DEMAND
              WarmThroughputMiBps int 0..
            UpdateStreamRecordDistributionStrategy
              StreamARN! text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
              RecordDistributionStrategy! enum USER_PARTITION_KEY,AUTO
            UpdateStreamWarmThroughput
              StreamARN text 1..2048 arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+
              StreamName text 1..128 [a-zA-Z0-9_.-]+
              StreamId text 1..24 [a-z0-9]{20}-[a-z0-9]{3}
              WarmThroughputMiBps! int 0..
            """;
}
