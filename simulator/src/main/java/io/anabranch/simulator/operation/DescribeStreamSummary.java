package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/**
 * A stream without its shards. Its id is taken in requests and not told here: the SDK sends a request that carries one
 * to a host named after it, whatever endpoint it was given, and the Kinesis Client Library passes on any id it is told.
 */
final class DescribeStreamSummary extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;

    DescribeStreamSummary(Streams streams, StreamReference reference) {
        super("DescribeStreamSummary", StreamReference.shape("DescribeStreamSummaryInput"));
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        StreamDescription stream = streams.describe(reference.resolve(input));
        Output output = Descriptions.stream(stream)
                .number("OpenShardCount", stream.openShardCount())
                .number("ConsumerCount", stream.consumerCount())
                .number("MaxRecordSizeInKiB", stream.config().maxRecordKiB())
                .text("RecordDistributionStrategy", stream.config().distribution().name());
        if (stream.config().warmThroughputMiBps() > 0 || stream.targetWarmThroughputMiBps() > 0) {
            output.value("WarmThroughput", warmThroughput(stream));
        }
        return new Output().value("StreamDescriptionSummary", output.done()).done();
    }

    private static WireValue.Structure warmThroughput(StreamDescription stream) {
        return new Output()
                .number("TargetMiBps", stream.targetWarmThroughputMiBps())
                .number("CurrentMiBps", stream.config().warmThroughputMiBps())
                .done();
    }
}
