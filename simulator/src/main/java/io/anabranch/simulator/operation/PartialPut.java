package io.anabranch.simulator.operation;

import io.anabranch.simulator.fault.Target;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import io.anabranch.simulator.wire.WireWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A PutRecords some of whose entries fail: the others are put by a request of their own, and the failures set into its answer. A request that
 * is wrong, or all of whose entries fail, goes as it is to the operation, or nowhere.
 */
final class PartialPut implements Operation {
    private static final String RECORDS = "Records";

    private final PutRecords put;
    private final Optional<String> shard;
    private final UnaryOperator<int[]> failing;
    private final Function<Target, StreamException> failure;

    /**
     * @param shard   whose entries alone may fail
     * @param failing chooses from the entries that may fail
     * @param failure of an entry
     */
    PartialPut(PutRecords put, Optional<String> shard, UnaryOperator<int[]> failing, Function<Target, StreamException> failure) {
        this.put = put;
        this.shard = shard;
        this.failing = failing;
        this.failure = failure;
    }

    @Override
    public String name() {
        return put.name();
    }

    @Override
    public boolean blocks() {
        return put.blocks();
    }

    @Override
    public CompletionStage<Body> answer(WireFormat format, byte[] body) throws WireException {
        if (!(WireReader.read(format, body) instanceof WireValue.Structure input) || !(input.members().get(RECORDS) instanceof WireValue.Items records)) {
            return put.answer(format, body);
        }
        Map<Integer, StreamException> failures = failures(put.targets(input));
        if (failures.isEmpty()) {
            return put.answer(format, body);
        }
        List<WireValue> kept = IntStream.range(0, records.values().size()).filter(i -> !failures.containsKey(i)).mapToObj(records.values()::get).toList();
        CompletionStage<WireValue.Structure> stored = kept.isEmpty()
                ? CompletableFuture.completedStage(Output.NONE)
                : put.answer(format, WireWriter.write(format, with(input, kept))).thenApply(answer -> output(format, answer));
        return stored.thenApply(output -> Body.of(WireWriter.write(format, merged(output, failures))));
    }

    private Map<Integer, StreamException> failures(List<Target> entries) {
        int[] eligible = IntStream.range(0, entries.size()).filter(i -> shard.map(entries.get(i).shards()::contains).orElse(true)).toArray();
        Map<Integer, StreamException> failures = new LinkedHashMap<>();
        Arrays.stream(failing.apply(eligible)).forEach(i -> failures.put(i, failure.apply(entries.get(i))));
        return failures;
    }

    private static WireValue.Structure with(WireValue.Structure input, List<WireValue> records) {
        Map<String, WireValue> members = new LinkedHashMap<>(input.members());
        members.put(RECORDS, new WireValue.Items(records));
        return new WireValue.Structure(members);
    }

    private static WireValue.Structure output(WireFormat format, Body answer) {
        try {
            return (WireValue.Structure) WireReader.read(format, Arrays.copyOf(answer.bytes(), answer.length()));
        } catch (WireException e) {
            throw new IllegalStateException("an answer that cannot be read", e);
        }
    }

    private static WireValue merged(WireValue.Structure output, Map<Integer, StreamException> failures) {
        List<WireValue> stored = output.members().get(RECORDS) instanceof WireValue.Items results ? results.values() : List.of();
        List<WireValue> all = new ArrayList<>();
        for (int i = 0, next = 0; next < stored.size() || failures.containsKey(i); i++) {
            @Nullable StreamException failed = failures.get(i);
            all.add(failed == null ? stored.get(next++) : entry(failed));
        }
        long count = all.stream().filter(entry -> ((WireValue.Structure) entry).members().containsKey("ErrorCode")).count();
        return new Output()
                .number("FailedRecordCount", count)
                .items(RECORDS, all)
                .text("EncryptionType", Targets.text(output, "EncryptionType"))
                .done();
    }

    private static WireValue entry(StreamException failed) {
        return new Output().text("ErrorCode", failed.type().wireName()).text("ErrorMessage", Optional.ofNullable(failed.getMessage())).done();
    }
}
