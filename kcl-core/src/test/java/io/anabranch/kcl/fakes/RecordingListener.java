package io.anabranch.kcl.fakes;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.WorkerListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keeps what it hears, as lines like {@code claimed 1 TRIM_HORIZON}: event, epoch, what else. Thread-safe. */
public final class RecordingListener implements WorkerListener {
    private final List<String> events = new ArrayList<>();

    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    private synchronized void add(String event) {
        events.add(event);
    }

    @Override
    public void claimed(Claim claim, Position from, Instant at) {
        add("claimed " + claim.epoch() + " " + from.encode());
    }

    @Override
    public void checkpointed(Claim claim, Position position, Instant at) {
        add("checkpointed " + claim.epoch() + " " + position.encode());
    }

    @Override
    public void failed(Claim claim, String reason, Instant at) {
        add("failed " + claim.epoch());
    }

    @Override
    public void released(Claim claim, Position position, Instant at) {
        add("released " + claim.epoch() + " " + position.encode());
    }

    @Override
    public void shardEnded(Claim claim, List<ShardId> children, Instant at) {
        add("shardEnded " + claim.epoch() + " " + children.size());
    }

    @Override
    public void lost(Claim claim, Instant at) {
        add("lost " + claim.epoch());
    }

    @Override
    public void suspended(Instant at) {
        add("suspended");
    }

    @Override
    public void resumed(Instant at) {
        add("resumed");
    }
}
