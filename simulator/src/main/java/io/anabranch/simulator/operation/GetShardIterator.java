package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.Stream;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;
import java.time.Instant;

/** A place in a shard to read from. The place is settled now, so LATEST sees what is put after this call. */
final class GetShardIterator extends TreeOperation {
    private enum Type {
        AFTER_SEQUENCE_NUMBER,
        LATEST,
        AT_TIMESTAMP,
        AT_SEQUENCE_NUMBER,
        TRIM_HORIZON
    }

    private final Streams streams;
    private final StreamReference reference;
    private final ShardIterators iterators;

    GetShardIterator(Streams streams, StreamReference reference, ShardIterators iterators) {
        super(
                "GetShardIterator",
                StreamReference.shape("GetShardIteratorInput")
                        .required("ShardId", StreamReference.name())
                        .required(
                                "ShardIteratorType",
                                TextShape.oneOf("AFTER_SEQUENCE_NUMBER", "LATEST", "AT_TIMESTAMP", "AT_SEQUENCE_NUMBER", "TRIM_HORIZON"))
                        .optional("StartingSequenceNumber", TextShape.any().pattern("0|([1-9]\\d{0,128})"))
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
            long index = index(input, shard, name);
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

    private long index(Input input, Shard shard, String stream) {
        Type type = Type.valueOf(input.requiredText("ShardIteratorType"));
        boolean byNumber = type == Type.AT_SEQUENCE_NUMBER || type == Type.AFTER_SEQUENCE_NUMBER;
        if (byNumber != input.has("StartingSequenceNumber")) {
            throw invalid("Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or"
                    + " LATEST and no StartingSequenceNumber. Request specified " + type + " and " + (byNumber ? "no" : "also a")
                    + " StartingSequenceNumber.");
        }
        return switch (type) {
            case TRIM_HORIZON -> shard.firstIndex();
            case LATEST -> shard.nextIndex();
            case AT_SEQUENCE_NUMBER -> shard.indexOf(number(input, shard, stream), false);
            case AFTER_SEQUENCE_NUMBER -> shard.indexOf(number(input, shard, stream), true);
            case AT_TIMESTAMP -> shard.indexAt(timestamp(input));
        };
    }

    private SequenceNumber number(Input input, Shard shard, String stream) {
        String text = input.requiredText("StartingSequenceNumber");
        String used = "StartingSequenceNumber " + text + " used in GetShardIterator on shard " + shard.id() + " in stream " + stream
                + " under account " + reference.account() + " is invalid";
        SequenceNumber number = SequenceNumber.parse(text).orElseThrow(() -> invalid(used + "."));
        ShardDescription description = shard.description();
        if (number.shardIndex() != shard.id().index()) {
            throw invalid("Invalid StartingSequenceNumber. It encodes " + new ShardId(number.shardIndex())
                    + ", while it was used in a call to a shard with " + shard.id());
        }
        if (number.creationSecond() != description.starting().creationSecond()) {
            throw invalid(used + " because it did not come from this stream.");
        }
        return number;
    }

    private Instant timestamp(Input input) {
        Instant timestamp = input.time("Timestamp")
                .orElseThrow(() -> invalid("Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no"
                        + " timestamp parameter."));
        long now = streams.nowMillis();
        if (timestamp.toEpochMilli() > now) {
            throw invalid("The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: "
                    + timestamp.toEpochMilli() + ", currentTimestampInMillis: " + now);
        }
        return timestamp;
    }

    private static StreamException invalid(String text) {
        return new StreamException(ErrorType.INVALID_ARGUMENT, text);
    }
}
