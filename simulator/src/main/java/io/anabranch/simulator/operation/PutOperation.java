package io.anabranch.simulator.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.simulator.fault.Target;
import io.anabranch.simulator.shape.BlobShape;
import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.StreamMeters;
import io.anabranch.simulator.stream.Stream;
import io.anabranch.simulator.stream.StreamTimer;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.OutputBuffer;
import io.anabranch.simulator.wire.PutRequest;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What PutRecord and PutRecords share: the scanner first, the tree if it gives up, then one put. */
abstract class PutOperation implements Operation {
    private static final int MOST_SPARE = 16;

    private final Streams streams;
    private final StreamReference reference;
    private final StructureShape shape;
    private final StructureShape shapeWithoutKeys;
    /** Requests whose arrays the next put uses again; few, for each may hold megabytes. */
    private final Queue<PutRequest> spare = new ArrayBlockingQueue<>(MOST_SPARE);

    /** @param shape given whether partition keys are required */
    PutOperation(Streams streams, StreamReference reference, Function<Boolean, StructureShape> shape) {
        this.streams = streams;
        this.reference = reference;
        this.shape = shape.apply(true);
        this.shapeWithoutKeys = shape.apply(false);
    }

    abstract boolean scan(PutRequest request, WireFormat format, byte[] body);

    /** Refuses what is too large to look at. */
    void checkSize(Input input) {
        // The shape of one record bounds it.
    }

    /** Adds what the tree holds. */
    abstract void fill(PutBatch batch, Input input, Stream stream);

    /** Where a violation tells a record's payload to be. */
    abstract String dataPath(int record);

    abstract OutputBuffer write(WireFormat format, PutBatch batch);

    /** Where each record goes, in their order. */
    final List<Target> targets(WireValue.Structure input) {
        return EntryTargets.of(Targets.of(input), streams, entries(input));
    }

    /** The records of an input, which need not be valid. */
    abstract List<WireValue> entries(WireValue.Structure input);

    @Override
    public final Target target(WireValue.Structure input) {
        Set<String> shards = targets(input).stream().flatMap(entry -> entry.shards().stream()).collect(Collectors.toUnmodifiableSet());
        return new Target(Targets.of(input).stream(), shards, Optional.empty());
    }

    /** What the time of a call is added to. */
    abstract StreamTimer timer();

    /** Counts what became of a call. */
    abstract void count(PutBatch batch, StreamMeters meters);

    @Override
    public final boolean blocks() {
        return false;
    }

    @Override
    public final CompletionStage<Body> answer(WireFormat format, byte[] body) throws WireException {
        Instant begun = streams.clock().instant();
        PutRequest request = Optional.ofNullable(spare.poll()).orElseGet(PutRequest::new);
        Optional<Stream> quick = quick(request, format, body);
        Stream stream = quick.isPresent() ? quick.get() : filled(request, WireReader.read(format, body));
        requireFitting(request.batch(), stream.maxDataBytes());
        return stream.put(request.batch()).thenApply(done -> {
            stream.meters().took(timer(), begun, streams.clock().instant());
            count(request.batch(), stream.meters());
            Body answer = Body.of(write(format, request.batch()));
            request.clear();
            spare.offer(request);
            return answer;
        });
    }

    /** The way of the tree: what is wrong with the request as a whole, then whether the stream is there, then what is wrong with a record. */
    private Stream filled(PutRequest request, WireValue tree) {
        Input input = (mayLackKeys(tree) ? shapeWithoutKeys : shape).validate(tree);
        String name = reference.resolve(input);
        checkSize(input);
        Stream stream = streams.stream(name);
        request.clear();
        fill(request.batch(), input, stream);
        return stream;
    }

    /** Whether a key has to be there is a matter of the stream, which an input that is wrong otherwise may still name. */
    private boolean mayLackKeys(WireValue tree) {
        return tree instanceof WireValue.Structure input && Targets.of(input).stream().filter(this::spreads).isPresent();
    }

    private boolean spreads(String name) {
        try {
            return streams.stream(name).spreads();
        } catch (StreamException e) {
            return false; // no such stream: that is told later
        }
    }

    private void requireFitting(PutBatch batch, int maxDataBytes) {
        if (batch.largestData() <= maxDataBytes) return;
        throw StructureShape.refusal(IntStream.range(0, batch.count())
                .filter(i -> batch.dataLength(i) > maxDataBytes)
                .mapToObj(i -> "Value at '" + dataPath(i) + "' failed to satisfy constraint: Member must have length less than or equal to "
                        + maxDataBytes)
                .toList());
    }

    /** The stream if the scanner understood all of the body, else nothing. */
    private Optional<Stream> quick(PutRequest request, WireFormat format, byte[] body) {
        if (!scan(request, format, body)) return Optional.empty();
        return reference.quick(request).filter(name -> !request.keyMissing() || spreads(name)).map(streams::stream);
    }

    final String account() {
        return reference.account();
    }

    static StructureShape withRecord(StructureShape shape, boolean keyRequired) {
        TextShape key = TextShape.any().length(1, PutRequest.MAX_KEY_CHARS);
        shape.required("Data", new BlobShape(PutRequest.MAX_DATA_BYTES));
        return (keyRequired ? shape.required("PartitionKey", key) : shape.optional("PartitionKey", key))
                .optional("ExplicitHashKey", TextShape.any().pattern("0|([1-9]\\d{0,38})"));
    }

    static void add(PutBatch batch, Input record) {
        byte[] data = record.requiredBytes("Data");
        Optional<String> keyText = record.text("PartitionKey");
        if (keyText.isEmpty()) {
            batch.addWithHash(new byte[0], 0, -1, data, 0, data.length, 0, 0);
            return;
        }
        byte[] key = keyText.get().getBytes(UTF_8);
        Optional<BigInteger> hashKey = record.text("ExplicitHashKey").map(PutOperation::hashKey);
        if (hashKey.isPresent()) {
            long high = hashKey.get().shiftRight(64).longValue();
            batch.addWithHash(key, 0, key.length, data, 0, data.length, high, hashKey.get().longValue());
        } else {
            batch.add(key, data);
        }
    }

    private static BigInteger hashKey(String text) {
        BigInteger value = new BigInteger(text);
        if (value.compareTo(HashKeyRange.MAX) > 0) {
            throw new StreamException(
                    ErrorType.INVALID_ARGUMENT,
                    "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was " + text);
        }
        return value;
    }
}
