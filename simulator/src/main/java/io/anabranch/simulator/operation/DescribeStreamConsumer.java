package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.stream.ConsumerDescription;
import io.anabranch.simulator.wire.WireValue;

/** One registered consumer. */
final class DescribeStreamConsumer extends TreeOperation {
    private final ConsumerReference reference;

    DescribeStreamConsumer(ConsumerReference reference) {
        super("DescribeStreamConsumer", ConsumerReference.shape("DescribeStreamConsumerInput"));
        this.reference = reference;
    }

    @Override
    WireValue.Structure run(Input input) {
        ConsumerDescription consumer = reference.resolve(input);
        WireValue.Structure description = Descriptions.consumer(consumer).text("StreamARN", consumer.streamArn()).done();
        return new Output().value("ConsumerDescription", description).done();
    }
}
