package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.ConsumerDescription;
import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.Stream;
import io.anabranch.simulator.stream.ShardMetric;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.wire.WireValue;
import java.util.List;
import java.util.Set;

/** How streams, shards and consumers are told in answers. */
final class Descriptions {
    private Descriptions() {}

    /** What DescribeStream and DescribeStreamSummary both tell. */
    static Output stream(StreamDescription stream) {
        return new Output()
                .text("StreamName", stream.name())
                .text("StreamARN", stream.arn())
                .text("StreamStatus", stream.status().name())
                .value("StreamModeDetails", mode(stream))
                .number("RetentionPeriodHours", stream.retentionHours())
                .second("StreamCreationTimestamp", stream.created())
                .items("EnhancedMonitoring", List.of(new Output().items("ShardLevelMetrics", metrics(stream.config().shardLevelMetrics())).done()))
                .text("EncryptionType", stream.config().encryptionKeyId().isPresent() ? "KMS" : "NONE")
                .text("KeyId", stream.config().encryptionKeyId());
    }

    static WireValue.Structure streamSummary(StreamDescription stream) {
        return new Output()
                .text("StreamName", stream.name())
                .text("StreamARN", stream.arn())
                .text("StreamStatus", stream.status().name())
                .value("StreamModeDetails", mode(stream))
                .second("StreamCreationTimestamp", stream.created())
                .done();
    }

    private static WireValue.Structure mode(StreamDescription stream) {
        return new Output().text("StreamMode", stream.config().mode().name()).done();
    }

    static List<WireValue.Text> metrics(Set<ShardMetric> metrics) {
        return metrics.stream().map(ShardMetric::wireName).map(WireValue.Text::new).toList();
    }

    static Output consumer(ConsumerDescription consumer) {
        return new Output()
                .text("ConsumerName", consumer.name())
                .text("ConsumerARN", consumer.arn())
                .text("ConsumerStatus", consumer.status().name())
                .second("ConsumerCreationTimestamp", consumer.created());
    }

    static WireValue.Structure shard(ShardDescription shard) {
        Output range = new Output().text("StartingSequenceNumber", shard.starting().toString());
        range.text("EndingSequenceNumber", shard.ending());
        return new Output()
                .text("ShardId", shard.id().toString())
                .text("ParentShardId", shard.parent())
                .text("AdjacentParentShardId", shard.adjacentParent())
                .value("HashKeyRange", hashKeyRange(shard.range()))
                .value("SequenceNumberRange", range.done())
                .done();
    }

    /** What the last answer of a closed shard tells of those that follow it. */
    static WireValue.Items childShards(Stream stream, Shard parent) {
        return new WireValue.Items(stream.description().shards().stream()
                .filter(shard -> shard.parents().contains(parent.id()))
                .map(Descriptions::childShard)
                .map(WireValue.class::cast)
                .toList());
    }

    private static WireValue.Structure childShard(ShardDescription shard) {
        return new Output()
                .text("ShardId", shard.id().toString())
                .items("ParentShards", shard.parents().stream().map(ShardId::toString).map(WireValue.Text::new).toList())
                .value("HashKeyRange", hashKeyRange(shard.range()))
                .done();
    }

    private static WireValue.Structure hashKeyRange(HashKeyRange range) {
        return new Output().text("StartingHashKey", range.start().toString()).text("EndingHashKey", range.end().toString()).done();
    }
}
