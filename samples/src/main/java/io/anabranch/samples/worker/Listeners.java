package io.anabranch.samples.worker;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.WorkerListener;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one, told in their order. */
record Listeners(List<WorkerListener> all) implements WorkerListener {
    @Override
    public void claimed(Claim claim, Position from, Instant at) {
        tell(listener -> listener.claimed(claim, from, at));
    }

    @Override
    public void checkpointed(Claim claim, Position position, Instant at) {
        tell(listener -> listener.checkpointed(claim, position, at));
    }

    @Override
    public void failed(Claim claim, String reason, Instant at) {
        tell(listener -> listener.failed(claim, reason, at));
    }

    @Override
    public void released(Claim claim, Position position, Instant at) {
        tell(listener -> listener.released(claim, position, at));
    }

    @Override
    public void shardEnded(Claim claim, List<ShardId> children, Instant at) {
        tell(listener -> listener.shardEnded(claim, children, at));
    }

    @Override
    public void lost(Claim claim, Instant at) {
        tell(listener -> listener.lost(claim, at));
    }

    private void tell(Consumer<WorkerListener> call) {
        all.forEach(call);
    }
}
