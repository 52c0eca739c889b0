package io.anabranch.samples.bench;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardRecords;
import java.io.IOException;
import java.nio.file.Path;

/** The only shard of a stream in a data folder of its own. */
final class ShardRecordLog implements RecordLog {
    private static final int READ_RECORDS = 10_000;
    private static final int READ_BYTES = 4 << 20;

    private final Path data;
    private final Simulator simulator;
    private final Shard shard;

    ShardRecordLog(Path data) throws IOException {
        this.data = data;
        this.simulator = Simulator.open(SimulatorSettings.at(data));
        simulator.streams().create(Requests.STREAM, 1);
        this.shard = simulator.streams().stream(Requests.STREAM).shards().get(0);
    }

    @Override
    public void append(SampleRecords records, int batchRecords, int batches) {
        PutBatch batch = new PutBatch();
        for (int b = 0, next = 0; b < batches; b++, next = (next + batchRecords) % records.count()) {
            batch.clear();
            for (int i = next; i < next + batchRecords; i++) batch.add(records.keys[i], records.payloads[i]);
            shard.append(batch).toCompletableFuture().join();
            if (batch.failedCount() > 0) throw new IllegalStateException("the log refused " + batch.failedCount() + " records");
        }
    }

    @Override
    public void force() throws IOException {
        Disk.force(data.resolve("streams"));
    }

    @Override
    public long scan(int times) {
        long payload = 0;
        for (int i = 0; i < times; i++) payload += scan();
        return payload;
    }

    private long scan() {
        long payload = 0;
        long next = shard.firstIndex();
        while (next < shard.nextIndex()) {
            ShardRecords read = shard.read(next, READ_RECORDS, READ_BYTES);
            for (int i = 0; i < read.count(); i++) payload += read.dataLength(i);
            next = read.nextIndex();
        }
        return payload;
    }

    @Override
    public void close() {
        simulator.close();
        Disk.delete(data);
    }
}
