package io.anabranch.kcl.fakes;

import io.anabranch.kcl.shards.CheckpointOrder;
import io.anabranch.lease.LeaseCoordinator;
import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseListener;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.model.LeaseView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Leases without a fleet: the test is the leader. Writes are fenced by epoch and answered by a task of the virtual time. Not thread-safe. */
public final class FakeLeases implements LeaseCoordinator {
    private final VirtualTime time;
    private final LeaseListener listener;
    private final Map<LeaseKey, Entry> records = new TreeMap<>();
    private final List<String> writes = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;
    private int unavailable;
    private boolean valid = true;

    /** A lease record, changed by the writes. */
    private static final class Entry {
        long epoch;
        LeaseState state = LeaseState.RELEASED;
        String checkpoint = "TRIM_HORIZON";
        @Nullable String reason;
        List<String> children = List.of();
    }

    public FakeLeases(VirtualTime time, LeaseListener listener) {
        this.time = time;
        this.listener = listener;
    }

    private Entry entry(LeaseKey key) {
        return records.computeIfAbsent(key, unknown -> new Entry());
    }

    /** This worker claims the lease with a new epoch. */
    public Lease grant(LeaseKey key) {
        Entry entry = entry(key);
        entry.epoch++;
        entry.state = LeaseState.OWNED;
        Lease lease = new Lease(key, entry.epoch, entry.checkpoint);
        listener.granted(lease);
        return lease;
    }

    /** Another worker claims the lease; this one is not told yet. */
    public void takeAway(LeaseKey key) {
        entry(key).epoch++;
    }

    public void revoke(Lease lease) {
        listener.revoked(lease);
    }

    public void lose(Lease lease) {
        takeAway(lease.key());
        listener.lost(lease);
    }

    public void suspend() {
        valid = false;
        listener.suspended();
    }

    public void resume() {
        valid = true;
        listener.resumed();
    }

    /** As a deadline that passed without anybody having been told. */
    public void setValid(boolean value) {
        valid = value;
    }

    /** The next {@code count} writes are answered with StoreUnavailable. */
    public void unavailable(int count) {
        unavailable = count;
    }

    /** Writes are not carried out until {@link #letGo}. */
    public void hold() {
        holding = true;
    }

    public void letGo() {
        holding = false;
        held.forEach(time::execute);
        held.clear();
    }

    public String checkpoint(LeaseKey key) {
        return entry(key).checkpoint;
    }

    public LeaseState state(LeaseKey key) {
        return entry(key).state;
    }

    public Optional<String> reason(LeaseKey key) {
        return Optional.ofNullable(entry(key).reason);
    }

    public List<String> children(LeaseKey key) {
        return entry(key).children;
    }

    /** Every write that was carried out: what, shard, position. */
    public List<String> writes() {
        return List.copyOf(writes);
    }

    @Override
    public CompletionStage<Void> start() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<CheckpointResult> checkpoint(Lease lease, String position) {
        return write(lease, () -> store(lease, "checkpoint", position, LeaseState.OWNED));
    }

    @Override
    public CompletionStage<CheckpointResult> release(Lease lease, Optional<String> position) {
        return write(lease, () -> {
            Entry entry = entry(lease.key());
            return store(lease, "release", position.orElse(entry.checkpoint), entry.state == LeaseState.FAILED ? LeaseState.FAILED : LeaseState.RELEASED);
        });
    }

    @Override
    public CompletionStage<CheckpointResult> end(Lease lease, String position, List<String> children) {
        return write(lease, () -> {
            entry(lease.key()).children = children;
            return store(lease, "end", position, LeaseState.ENDED);
        });
    }

    @Override
    public CompletionStage<CheckpointResult> fail(Lease lease, String reason) {
        return write(lease, () -> {
            entry(lease.key()).reason = reason;
            return store(lease, "fail", entry(lease.key()).checkpoint, LeaseState.FAILED);
        });
    }

    private CheckpointResult store(Lease lease, String what, String position, LeaseState state) {
        Entry entry = entry(lease.key());
        if (new CheckpointOrder().compare(position, entry.checkpoint) < 0) {
            throw new IllegalArgumentException(what + " moves back from " + entry.checkpoint + " to " + position);
        }
        entry.checkpoint = position;
        if (entry.state != LeaseState.FAILED || state != LeaseState.OWNED) entry.state = state;
        if (state == LeaseState.RELEASED || state == LeaseState.ENDED) entry.epoch++;
        writes.add(what + " " + lease.key().shard() + " " + position);
        return new CheckpointResult.Saved(position);
    }

    private CompletionStage<CheckpointResult> write(Lease lease, Supplier<CheckpointResult> write) {
        CompletableFuture<CheckpointResult> answer = new CompletableFuture<>();
        Runnable carryOut = () -> {
            try {
                answer.complete(fenced(lease, write));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        };
        if (holding) held.add(carryOut);
        else time.execute(carryOut);
        return answer;
    }

    private CheckpointResult fenced(Lease lease, Supplier<CheckpointResult> write) {
        if (unavailable > 0) {
            unavailable--;
            return new CheckpointResult.StoreUnavailable(new IllegalStateException("injected"));
        }
        if (entry(lease.key()).epoch != lease.epoch()) return new CheckpointResult.LeaseLost(Optional.of("other"));
        return write.get();
    }

    @Override
    public boolean isValid(Lease lease) {
        return valid && entry(lease.key()).epoch == lease.epoch();
    }

    @Override
    public Duration validFor(Lease lease) {
        return isValid(lease) ? Duration.ofSeconds(1) : Duration.ZERO;
    }

    @Override
    public List<Lease> owned() {
        return List.of();
    }

    @Override
    public CompletionStage<List<LeaseView>> leases() {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletionStage<Void> drain() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}
