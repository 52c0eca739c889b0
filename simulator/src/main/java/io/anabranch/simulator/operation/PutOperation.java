package io.anabranch.simulator.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.simulator.fault.Target;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.StreamMeters;
import io.anabranch.simulator.stream.Stream;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.OutputBuffer;
import io.anabranch.simulator.wire.PutRequest;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.stream.Collectors;

/** What PutRecord and PutRecords share: the scanner first, the tree if it gives up, then one put. */
abstract class PutOperation implements Operation {
    private static final int MOST_SPARE = 16;

    private final Streams streams;
    private final StreamReference reference;
    private final StructureShape shape;
    /** Requests whose arrays the next put uses again; few, for each may hold megabytes. */
    private final Queue<PutRequest> spare = new ArrayBlockingQueue<>(MOST_SPARE);

    PutOperation(Streams streams, StreamReference reference, StructureShape shape) {
        this.streams = streams;
        this.reference = reference;
        this.shape = shape;
    }

    abstract boolean scan(PutRequest request, WireFormat format, byte[] body);

    /** Refuses what is too large to look at. */
    void checkSize(Input input) {
        // The shape of one record bounds it.
    }

    /** Adds what the tree holds. */
    abstract void fill(PutBatch batch, Input input, String stream);

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

    /** Counts what became of a call. */
    abstract void count(PutBatch batch, StreamMeters meters);

    @Override
    public final boolean blocks() {
        return false;
    }

    @Override
    public final CompletionStage<Body> answer(WireFormat format, byte[] body) throws WireException {
        PutRequest request = Optional.ofNullable(spare.poll()).orElseGet(PutRequest::new);
        String quick = quick(request, format, body);
        Stream stream = quick.isEmpty() ? filled(request, shape.validate(WireReader.read(format, body))) : streams.stream(quick);
        return stream.put(request.batch()).thenApply(done -> {
            count(request.batch(), stream.meters());
            Body answer = Body.of(write(format, request.batch()));
            request.clear();
            spare.offer(request);
            return answer;
        });
    }

    /** The way of the tree: what is wrong with the request as a whole, then whether the stream is there, then what is wrong with a record. */
    private Stream filled(PutRequest request, Input input) {
        String name = reference.resolve(input);
        checkSize(input);
        Stream stream = streams.stream(name);
        request.clear();
        fill(request.batch(), input, name);
        return stream;
    }

    /** The stream's name if the scanner understood all of the body, else nothing. */
    private String quick(PutRequest request, WireFormat format, byte[] body) {
        return scan(request, format, body) ? reference.quick(request).orElse("") : "";
    }

    final String account() {
        return reference.account();
    }

    static StructureShape withRecord(StructureShape shape) {
        return shape.required("Data", new BlobShape(PutRequest.MAX_DATA_BYTES))
                .required("PartitionKey", TextShape.any().length(1, PutRequest.MAX_KEY_CHARS))
                .optional("ExplicitHashKey", TextShape.any().pattern("0|([1-9]\\d{0,38})"));
    }

    static void add(PutBatch batch, Input record) {
        byte[] key = record.requiredText("PartitionKey").getBytes(UTF_8);
        byte[] data = record.requiredBytes("Data");
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
