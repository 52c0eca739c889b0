package io.anabranch.simulator.operation;

import static java.util.Map.entry;

import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.Streams;
import java.util.Map;

/** How often the operations of the control plane may be called a second, where limits are strict. Those of the data plane are limited by shard. */
final class CallRates {
    private static final Map<String, Integer> OF_ACCOUNT = Map.ofEntries(
            entry("AddTagsToStream", 5),
            entry("CreateStream", 5),
            entry("DecreaseStreamRetentionPeriod", 5),
            entry("DeleteStream", 5),
            entry("DeregisterStreamConsumer", 5),
            entry("DescribeAccountSettings", 5),
            entry("DescribeLimits", 1),
            entry("DescribeStream", 10),
            entry("DescribeStreamConsumer", 20),
            entry("DescribeStreamSummary", 20),
            entry("DisableEnhancedMonitoring", 5),
            entry("EnableEnhancedMonitoring", 5),
            entry("IncreaseStreamRetentionPeriod", 5),
            entry("ListStreams", 5),
            entry("ListTagsForResource", 5),
            entry("ListTagsForStream", 5),
            entry("MergeShards", 5),
            entry("RegisterStreamConsumer", 5),
            entry("RemoveTagsFromStream", 5),
            entry("SplitShard", 5),
            entry("TagResource", 5),
            entry("UntagResource", 5),
            entry("UpdateAccountSettings", 5),
            entry("UpdateShardCount", 10),
            entry("UpdateStreamWarmThroughput", 5));

    private static final Map<String, Integer> OF_STREAM = Map.of("ListShards", 1_000, "ListStreamConsumers", 5);

    private CallRates() {}

    /** The operation itself, or within its rate where it has one. */
    static Operation limit(Operation operation, Streams streams) {
        if (streams.limits() != Limits.STRICT) return operation;
        Integer ofStream = OF_STREAM.get(operation.name());
        if (ofStream != null) return new RatedOperation(operation, streams, ofStream, true);
        Integer ofAccount = OF_ACCOUNT.get(operation.name());
        return ofAccount == null ? operation : new RatedOperation(operation, streams, ofAccount, false);
    }
}
