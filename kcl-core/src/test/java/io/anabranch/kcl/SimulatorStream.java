package io.anabranch.kcl;

import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.StreamStatus;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** The stream in a simulator of this process; what reads it is given by the test. */
final class SimulatorStream implements TestStream {
    final Simulator simulator;
    private int tickMillis;
    private Supplier<StreamSource> source = () -> {
        throw new IllegalStateException("no source yet");
    };

    SimulatorStream(Path folder) throws IOException {
        simulator = Simulator.open(SimulatorSettings.at(folder));
        simulator.streams().create("orders", 2);
        awaitActive();
    }

    /** @param step how exact the clock is that the source sees, in milliseconds */
    SimulatorStream readBy(int step, Supplier<StreamSource> value) {
        tickMillis = step;
        source = value;
        return this;
    }

    private void awaitActive() {
        Awaitility.await().until(() -> simulator.streams().describe("orders").status() == StreamStatus.ACTIVE);
    }

    @Override
    public StreamSource source() {
        return source.get();
    }

    @Override
    public void put(String key, String value) {
        PutBatch batch = new PutBatch();
        batch.add(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
        simulator.streams().stream("orders").put(batch).toCompletableFuture().join();
        if (batch.failedCount() > 0) throw new IllegalStateException("not put: " + key + " " + value, batch.failure(0));
    }

    @Override
    public void split(ShardId shard) {
        HashKeyRange range = simulator.streams().describe("orders").shards().stream()
                .filter(described -> described.id().toString().equals(shard.value())).findFirst().orElseThrow().range();
        BigInteger middle = range.start().add(range.end()).shiftRight(1);
        simulator.streams().split("orders", shard.value(), middle);
        awaitActive();
    }

    @Override
    public void merge(ShardId one, ShardId other) {
        simulator.streams().merge("orders", one.value(), other.value());
        awaitActive();
    }

    @Override
    public List<ShardId> openShards() {
        return simulator.streams().describe("orders").shards().stream().filter(shard -> !shard.isClosed())
                .sorted(Comparator.comparing((ShardDescription shard) -> shard.range().start()))
                .map(shard -> new ShardId(shard.id().toString())).toList();
    }

    @Override
    public void awaitTick() {
        long later = simulator.streams().nowMillis() + tickMillis;
        Awaitility.await().until(() -> simulator.streams().nowMillis() > later);
    }

    @Override
    public void close() {
        simulator.close();
    }
}
