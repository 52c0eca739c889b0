package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** A stream without its shards. */
final class DescribeStreamSummary extends TreeOperation {
    private static final int MAX_RECORD_KIB = 1024;

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
                .text("StreamId", stream.streamId())
                .number("OpenShardCount", stream.openShardCount())
                .number("ConsumerCount", 0)
                .number("MaxRecordSizeInKiB", MAX_RECORD_KIB);
        return new Output().value("StreamDescriptionSummary", output.done()).done();
    }
}
