package io.anabranch.samples.worker;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.processor.WorkerListener;
import io.anabranch.samples.worker.WorkerStatus.ShardStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What this worker owns at the moment and how far it is. Thread-safe. */
final class StatusBoard implements WorkerListener {
    private final String worker;
    private final Map<String, ShardStatus> owned = new ConcurrentHashMap<>();
    private final AtomicLong records = new AtomicLong();

    StatusBoard(String worker) {
        this.worker = worker;
    }

    void processed(RecordBatch batch, ProcessorContext context) {
        records.addAndGet(batch.size());
        owned.computeIfPresent(context.shard().value(), (shard, status) -> status.plus(batch.size(), batch.millisBehindLatest()));
    }

    WorkerStatus status() {
        return new WorkerStatus(worker, records.get(), owned.values().stream().sorted().toList());
    }

    @Override
    public void claimed(Claim claim, Position from, Instant at) {
        owned.put(claim.shard().value(), new ShardStatus(claim.shard().value(), claim.epoch(), 0, 0));
    }

    @Override
    public void released(Claim claim, Position position, Instant at) {
        owned.remove(claim.shard().value());
    }

    @Override
    public void shardEnded(Claim claim, List<ShardId> children, Instant at) {
        owned.remove(claim.shard().value());
    }

    @Override
    public void lost(Claim claim, Instant at) {
        owned.remove(claim.shard().value());
    }
}
