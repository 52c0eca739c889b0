package io.anabranch.kcl.run;

import io.anabranch.kcl.fakes.FakeLeases;
import io.anabranch.kcl.fakes.FakeStream;
import io.anabranch.kcl.fakes.RecordingListener;
import io.anabranch.kcl.fakes.RecordingProcessor;
import io.anabranch.kcl.fakes.VirtualTime;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.FailurePolicy;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A worker's claims on a stream in memory, in virtual time, with the test as the leader. */
final class Stand {
    static final ShardId SHARD = FakeStream.shard(0);
    static final LeaseKey KEY = key(SHARD);
    static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(1);

    final VirtualTime time;
    final FakeStream stream = new FakeStream(2);
    final RecordingProcessor processor = new RecordingProcessor();
    final RecordingListener listener = new RecordingListener();
    final ByteBudget budget;
    final ShardRunners runners;
    final FakeLeases leases;

    Stand() {
        this(10_000, 1 << 20);
    }

    Stand(int maxBatchRecords, long budgetBytes) {
        this.time = new VirtualTime();
        this.budget = new ByteBudget(budgetBytes);
        this.runners = new ShardRunners(new WorkerParts(stream, shard -> processor, FailurePolicy.retry(3), CHECKPOINT_EVERY, maxBatchRecords,
                Map.of("colour", "green"), (name, value) -> {}, listener, budget, time, time::after, time, new Random(1)),
                told -> new FakeLeases(time, told));
        this.leases = (FakeLeases) runners.coordinator();
    }

    static LeaseKey key(ShardId shard) {
        return new LeaseKey("stream", shard.value());
    }

    Lease grant() {
        Lease lease = leases.grant(KEY);
        time.settle();
        return lease;
    }

    void append(int count) {
        stream.append(SHARD, count);
        time.settle();
    }

    void revoke(Lease lease) {
        leases.revoke(lease);
        time.settle();
    }

    void lose(Lease lease) {
        leases.lose(lease);
        time.settle();
    }

    void pass(Duration by) {
        time.advance(by);
    }

    String checkpoint() {
        return leases.checkpoint(KEY);
    }

    List<String> calls() {
        return processor.calls();
    }

    List<Long> numbers() {
        return processor.numbers();
    }
}
