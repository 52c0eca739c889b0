package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.TimestampShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.Stream;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;

/** A place in a shard to read from. The place is settled now, so LATEST sees what is put after this call. */
final class GetShardIterator extends TreeOperation {
    private final Streams streams;
    private final StreamReference reference;
    private final ShardIterators iterators;

    GetShardIterator(Streams streams, StreamReference reference, ShardIterators iterators) {
        super(
                "GetShardIterator",
                StreamReference.shape("GetShardIteratorInput")
                        .required("ShardId", StreamReference.name())
                        .required("ShardIteratorType", ShardPosition.typeShape())
                        .optional("StartingSequenceNumber", ShardPosition.numberShape())
                        .optional("Timestamp", new TimestampShape()));
        this.streams = streams;
        this.reference = reference;
        this.iterators = iterators;
    }

    @Override
    public boolean blocks() {
        return false;
    }

    @Override
    WireValue.Structure run(Input input) {
        String name = reference.resolve(input);
        String shardText = input.requiredText("ShardId");
        ShardId id = DescribeStream.shardId(shardText, name, reference.account());
        try {
            Stream stream = streams.stream(name);
            Shard shard = stream.shard(id);
            shard.traffic().beginIterator();
            long index = wanted(input).index(new ShardPosition.Place(name(), shard, name, reference.account(), streams.nowMillis()));
            var position = new IteratorPosition(name, stream.description().streamId(), id, index);
            return new Output().text("ShardIterator", iterators.issue(position)).done();
        } catch (StreamException e) {
            if (e.type() == ErrorType.RESOURCE_NOT_FOUND) {
                throw new StreamException(
                        ErrorType.RESOURCE_NOT_FOUND,
                        "Shard " + id + " in stream " + name + " under account " + reference.account() + " does not exist",
                        e);
            }
            throw e;
        }
    }

    private static ShardPosition wanted(Input input) {
        return new ShardPosition(
                ShardPosition.Type.valueOf(input.requiredText("ShardIteratorType")),
                input.text("StartingSequenceNumber"),
                input.time("Timestamp"));
    }
}
