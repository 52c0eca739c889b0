package io.anabranch.kcl.source;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.Shard;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A simulator on a folder with one stream, {@code ticks}, and a clock that moves when told. */
public final class StreamFixture implements AutoCloseable {
    public static final String STREAM = "ticks";

    private final AtomicLong millis = new AtomicLong(InstantSource.system().millis());
    private final Path folder;
    private final Simulator simulator;

    public StreamFixture(Path folder, int shards) throws IOException {
        this.folder = folder;
        simulator = Simulator.open(SimulatorSettings.at(folder).withSegmentBytes(1 << 16).withClock(this::now));
        simulator.streams().create(STREAM, shards);
    }

    public Simulator simulator() {
        return simulator;
    }

    public Path folder() {
        return folder;
    }

    public Instant now() {
        return Instant.ofEpochMilli(millis.get());
    }

    /** Moves the clock; returns its new time. */
    public Instant advance(long byMillis) {
        return Instant.ofEpochMilli(millis.addAndGet(byMillis));
    }

    /** One record by its key. */
    public void put(String key, String data) {
        var batch = new PutBatch();
        batch.add(bytes(key), bytes(data));
        put(batch);
    }

    /** {@code count} records, 1 ms and one put apart, with payloads {@code prefix-0} and up, to one shard. */
    public void put(int shard, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            advance(1);
            putTo(shard, "key-" + i % 5, prefix + "-" + i);
        }
    }

    /** One record to a shard. */
    public void putTo(int shard, String key, String data) {
        var batch = new PutBatch();
        batch.add(bytes(key), bytes(data));
        Shard target = simulator.streams().stream(STREAM).shard(new ShardId(shard));
        target.append(batch).toCompletableFuture().join();
        if (batch.failedCount() > 0) throw new IllegalStateException("not put", batch.failure(0));
    }

    /** One record to the shard that has hash key 0, without a partition key. */
    public void putWithoutKey(String data) {
        var batch = new PutBatch();
        byte[] payload = bytes(data);
        batch.addWithHash(new byte[0], 0, -1, payload, 0, payload.length, 0, 0);
        put(batch);
    }

    private void put(PutBatch batch) {
        simulator.streams().stream(STREAM).put(batch).toCompletableFuture().join();
        if (batch.failedCount() > 0) throw new IllegalStateException("not put", batch.failure(0));
    }

    /** Splits a shard in its middle. Two seconds later, the children take records. */
    public void split(int shard) {
        ShardDescription parent = simulator.streams().describe(STREAM).shards().get(shard);
        BigInteger middle = parent.range().start().add(parent.range().end()).shiftRight(1);
        simulator.streams().split(STREAM, parent.id().toString(), middle);
        advance(2000);
    }

    public void merge(int shard, int adjacent) {
        simulator.streams().merge(STREAM, new ShardId(shard).toString(), new ShardId(adjacent).toString());
        advance(2000);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        simulator.close();
    }
}
