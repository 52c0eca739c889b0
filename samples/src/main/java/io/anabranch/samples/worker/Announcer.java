package io.anabranch.samples.worker;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.WorkerListener;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Says in one line each what becomes of the worker's claims. */
record Announcer(String worker, Consumer<String> out) implements WorkerListener {
    @Override
    public void claimed(Claim claim, Position from, Instant at) {
        say(at, claim, "claimed, from " + from.encode());
    }

    @Override
    public void failed(Claim claim, String reason, Instant at) {
        say(at, claim, "FAILED: " + reason);
    }

    @Override
    public void released(Claim claim, Position position, Instant at) {
        say(at, claim, "released at " + position.encode());
    }

    @Override
    public void shardEnded(Claim claim, List<ShardId> children, Instant at) {
        say(at, claim, "ended, children " + children);
    }

    @Override
    public void lost(Claim claim, Instant at) {
        say(at, claim, "lost");
    }

    private void say(Instant at, Claim claim, String what) {
        out.accept(at + " worker=" + worker + " shard=" + claim.shard() + " epoch=" + claim.epoch() + " " + what);
    }
}
