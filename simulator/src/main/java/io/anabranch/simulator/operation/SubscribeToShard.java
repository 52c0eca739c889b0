package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.shape.TimestampShape;
import io.anabranch.simulator.stream.ConsumerDescription;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.Stream;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.StreamMetric;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.stream.Subscription;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Pushes a shard to a consumer, from a position that is settled now. What is wrong at the start is an ordinary error; what goes wrong later a frame. */
final class SubscribeToShard implements Operation {
    private final Streams streams;
    private final StreamReference reference;
    private final StructureShape shape = new StructureShape("SubscribeToShardInput")
            .required("ConsumerARN", ConsumerReference.arn())
            .optional("StreamId", StreamReference.id())
            .required("ShardId", StreamReference.name())
            .required(
                    "StartingPosition",
                    new StructureShape("StartingPosition")
                            .required("Type", ShardPosition.typeShape())
                            .optional("SequenceNumber", ShardPosition.numberShape())
                            .optional("Timestamp", new TimestampShape()));

    SubscribeToShard(Streams streams, StreamReference reference) {
        this.streams = streams;
        this.reference = reference;
    }

    @Override
    public String name() {
        return "SubscribeToShard";
    }

    @Override
    public boolean blocks() {
        return false;
    }

    @Override
    public CompletionStage<Body> answer(WireFormat format, byte[] body) throws WireException {
        Input input = shape.validate(WireReader.read(format, body));
        ConsumerDescription consumer = streams.consumers().describeActive(input.requiredText("ConsumerARN"));
        Stream stream = streams.stream(consumer.streamName());
        reference.requireId(input, consumer.streamName());
        Shard shard = stream.shard(DescribeStream.shardId(input.requiredText("ShardId"), consumer.streamName(), streams.account()));
        long index = position(input)
                .index(new ShardPosition.Place(name(), shard, consumer.streamName(), streams.account(), streams.nowMillis()));
        Subscription subscription = subscribe(consumer.arn(), stream, shard, index);
        return CompletableFuture.completedStage(Body.of(new ShardEvents(format, stream, shard, subscription)));
    }

    private Subscription subscribe(String consumerArn, Stream stream, Shard shard, long index) {
        try {
            Subscription subscription = streams.consumers().subscribe(consumerArn, shard, index);
            stream.meters().add(StreamMetric.SUBSCRIBE_TO_SHARD_SUCCESS, 1);
            return subscription;
        } catch (StreamException e) {
            if (e.type() != ErrorType.RESOURCE_NOT_FOUND) stream.meters().add(StreamMetric.SUBSCRIBE_TO_SHARD_RATE_EXCEEDED, 1);
            throw e;
        }
    }

    private static ShardPosition position(Input input) {
        Input given = input.structure("StartingPosition").orElseThrow();
        return new ShardPosition(ShardPosition.Type.valueOf(given.requiredText("Type")), given.text("SequenceNumber"), given.time("Timestamp"));
    }
}
