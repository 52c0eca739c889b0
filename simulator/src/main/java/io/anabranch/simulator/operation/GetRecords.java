package io.anabranch.simulator.operation;

import io.anabranch.simulator.fault.Target;
import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.NumberShape;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardRecords;
import io.anabranch.simulator.stream.Stream;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.StreamTimer;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.RecordsAnswer;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Records from an iterator on, and the next iterator, always a new one; at the end of a closed shard its children instead. */
final class GetRecords implements Operation {
    private static final int MAX_RECORDS = 10_000;
    private static final int MAX_BYTES = 10 << 20;

    private final Streams streams;
    private final StreamReference reference;
    private final ShardIterators iterators;
    private final StructureShape shape = new StructureShape("GetRecordsInput")
            .required("ShardIterator", TextShape.any().length(1, 512))
            .optional("Limit", NumberShape.integer(1, MAX_RECORDS))
            .optional("StreamARN", StreamReference.arn())
            .optional("StreamId", StreamReference.id());

    GetRecords(Streams streams, StreamReference reference, ShardIterators iterators) {
        this.streams = streams;
        this.reference = reference;
        this.iterators = iterators;
    }

    @Override
    public String name() {
        return "GetRecords";
    }

    @Override
    public boolean blocks() {
        return false;
    }

    /** Whatever the iterator points to. */
    @Override
    public Target target(WireValue.Structure input) {
        IteratorPosition position = iterators.read(Targets.text(input, "ShardIterator").orElse(""));
        return new Target(Optional.of(position.stream()), Set.of(position.shard().toString()), Optional.empty());
    }

    @Override
    public CompletionStage<Body> answer(WireFormat format, byte[] body) throws WireException {
        Instant begun = streams.clock().instant();
        Input input = shape.validate(WireReader.read(format, body));
        IteratorPosition position = iterators.read(input.requiredText("ShardIterator"));
        Stream stream = streamOf(position);
        requireSameStream(input, position.stream());
        Shard shard = stream.shard(position.shard());
        shard.traffic().beginRead();
        ShardRecords records = shard.read(position.nextIndex(), input.integer("Limit").orElse(MAX_RECORDS), MAX_BYTES);
        shard.traffic().read(records);
        boolean end = records.endOfShard();
        String next = end ? null : iterators.issue(position.at(records.nextIndex()));
        RecordsAnswer answer = RecordsAnswer.of(format, records, next, end ? Descriptions.childShards(stream, shard) : null);
        stream.meters().took(StreamTimer.GET_RECORDS, begun, streams.clock().instant());
        return CompletableFuture.completedStage(Body.of(answer));
    }

    /** What names the stream besides must name the iterator's. */
    private void requireSameStream(Input input, String stream) {
        Optional<String> arn = input.text("StreamARN");
        if (arn.isPresent() && !reference.nameOf(arn.get()).equals(stream)) {
            throw new StreamException(ErrorType.INVALID_ARGUMENT, "StreamARN " + arn.get() + " is not the ARN of stream " + stream + ", which the ShardIterator is of.");
        }
        reference.requireId(input, stream);
    }

    /** The stream the iterator came from, which may be gone, also if there is another one of its name. */
    private Stream streamOf(IteratorPosition position) {
        String gone = "Shard " + position.shard() + " in stream " + position.stream() + " under account " + reference.account() + " does not exist";
        Stream stream;
        try {
            stream = streams.stream(position.stream());
        } catch (StreamException e) {
            throw e.type() == ErrorType.RESOURCE_NOT_FOUND ? new StreamException(ErrorType.RESOURCE_NOT_FOUND, gone, e) : e;
        }
        if (!stream.description().streamId().equals(position.streamId())) {
            throw new StreamException(ErrorType.RESOURCE_NOT_FOUND, gone);
        }
        return stream;
    }
}
