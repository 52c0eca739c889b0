package io.anabranch.lease.protocol;

import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.store.CoordinationSession.Node;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writes of one claim to its record. One is in flight at a time and newer positions wait behind it, only the newest of them being written. Each is
 * conditional on the record's version, and carries its number within the epoch: when a reply is lost, the record read again tells whether the write
 * happened (it has the number), did not (it has a lower one: sent again), or never will (it has a higher epoch: the lease is lost).
 */
@SuppressWarnings("ReferenceEquality") // an answer counts for the very attempt it answers, not for an equal one
final class ClaimedLease {
    private static final Logger log = LoggerFactory.getLogger(ClaimedLease.class);

    /** Told once how the claim ended. */
    interface Owner {
        void lost(ClaimedLease claim);

        void settled(ClaimedLease claim, LeaseState state);
    }

    /** What the claim shall end with. */
    record Ending(LeaseState state, Optional<String> position, Optional<String> reason, List<String> children) {
        static Ending released(Optional<String> position) {
            return new Ending(LeaseState.RELEASED, position, Optional.empty(), List.of());
        }

        static Ending ended(String position, List<String> children) {
            return new Ending(LeaseState.ENDED, Optional.of(position), Optional.empty(), List.copyOf(children));
        }

        static Ending failed(String reason) {
            return new Ending(LeaseState.FAILED, Optional.empty(), Optional.of(reason), List.of());
        }
    }

    private record Attempt(LeaseRecord record, List<CompletableFuture<CheckpointResult>> stages) {}

    private final Context context;
    private final Link link;
    private final Bundle bundle;
    private final Comparator<String> positions;
    private final Owner owner;
    private final Lease lease;
    private LeaseRecord stored;
    private int version;

    private @Nullable Attempt attempt;
    private boolean unresolved;
    private Optional<String> waiting = Optional.empty();
    private List<CompletableFuture<CheckpointResult>> waitingStages = new ArrayList<>();
    private EventLoop.@Nullable Timer linger;
    private @Nullable Ending ending;
    private CompletableFuture<CheckpointResult> endingStage = new CompletableFuture<>();
    private boolean over;

    ClaimedLease(Context context, Link link, Bundle bundle, Comparator<String> positions, Owner owner, Lease lease, LeaseRecord stored, int version) {
        this.context = context;
        this.link = link;
        this.bundle = bundle;
        this.positions = positions;
        this.owner = owner;
        this.lease = lease;
        this.stored = stored;
        this.version = version;
    }

    Lease lease() {
        return lease;
    }

    /** True once it was lost, released or ended. */
    boolean isOver() {
        return over;
    }

    /** True from the call that ends or fails the claim. */
    boolean isEnding() {
        return ending != null;
    }

    /** True once it is stored as FAILED: it stays claimed, and nothing more is written. */
    boolean isFailed() {
        return stored.state() == LeaseState.FAILED;
    }

    void checkpoint(String position, CompletableFuture<CheckpointResult> stage) {
        if (!accepts(Optional.of(position), stage)) return;
        waiting = Optional.of(position);
        waitingStages.add(stage);
        if (context.timing().linger().isZero()) pump();
        else if (linger == null && attempt == null) linger = context.loop().after(untilNextStep(), this::lingered);
    }

    void end(Ending how, CompletableFuture<CheckpointResult> stage) {
        if (!accepts(how.position(), stage)) return;
        ending = how;
        endingStage = stage;
        pump();
    }

    /** The session is in touch again: finds out what became of a write whose reply was lost. */
    void recover() {
        if (attempt != null && unresolved) readAgain(attempt);
    }

    /** The store cannot be reached: callers stop waiting for checkpoints. A final write goes on. */
    void unavailable(Throwable cause) {
        List<CompletableFuture<CheckpointResult>> given = new ArrayList<>(waitingStages);
        if (attempt != null) {
            given.addAll(attempt.stages());
            attempt.stages().clear();
        }
        waiting = Optional.empty();
        waitingStages = new ArrayList<>();
        given.forEach(stage -> stage.complete(new CheckpointResult.StoreUnavailable(cause)));
    }

    void lost(Optional<String> newOwner) {
        if (over) return;
        over = true;
        var result = new CheckpointResult.LeaseLost(newOwner.map(WorkerNode::id));
        List<CompletableFuture<CheckpointResult>> given = new ArrayList<>(waitingStages);
        if (attempt != null) given.addAll(attempt.stages());
        if (ending != null) given.add(endingStage);
        owner.lost(this);
        given.forEach(stage -> stage.complete(result));
    }

    private boolean accepts(Optional<String> position, CompletableFuture<CheckpointResult> stage) {
        if (over) {
            stage.complete(new CheckpointResult.LeaseLost(Optional.empty()));
        } else if (ending != null) {
            stage.completeExceptionally(new IllegalStateException("lease " + lease.key() + " is " + ending.state() + " already"));
        } else if (position.isPresent() && newest().filter(newest -> positions.compare(position.get(), newest) < 0).isPresent()) {
            stage.completeExceptionally(new IllegalArgumentException(
                    "position " + position.get() + " of " + lease.key() + " is before the stored " + newest().get()));
        } else {
            return true;
        }
        return false;
    }

    private Optional<String> newest() {
        if (waiting.isPresent()) return waiting;
        return attempt != null ? attempt.record().checkpoint() : stored.checkpoint();
    }

    /** The lingers of all leases end at the same moments, so that their positions go out together. */
    private Duration untilNextStep() {
        long step = context.timing().linger().toNanos();
        return Duration.ofNanos(step - Math.floorMod(context.loop().nanoTime(), step));
    }

    private void lingered() {
        linger = null;
        pump();
    }

    private void pump() {
        if (attempt != null || over) return;
        boolean last = ending != null && stored.state() == LeaseState.OWNED;
        if (!last && waiting.isEmpty()) return;
        LeaseRecord next = last && ending != null
                ? stored.next(ending.state(), ending.position().or(this::newest), ending.reason(), context.now())
                : stored.next(stored.state(), newest(), Optional.empty(), context.now());
        attempt = new Attempt(next, waitingStages);
        waiting = Optional.empty();
        waitingStages = new ArrayList<>();
        send(attempt);
    }

    private void send(Attempt sent) {
        unresolved = false;
        List<Write> writes = new ArrayList<>();
        writes.add(new Write.Replace(context.paths().record(lease.key()), sent.record().encode(), version));
        if (sent.record().state() != LeaseState.OWNED) writes.add(letter(sent.record().state()).post(context.paths()));
        bundle.write(writes, results -> written(sent, results.get(0).version()), failure -> refused(sent, failure));
    }

    private Letter letter(LeaseState state) {
        Letter.About about = switch (state) {
            case RELEASED -> Letter.About.RELEASED;
            case ENDED -> Letter.About.ENDED;
            case FAILED -> Letter.About.FAILED;
            case OWNED -> throw new IllegalStateException("no letter tells of an owned lease: " + lease.key());
        };
        List<String> children = ending == null ? List.of() : ending.children();
        return new Letter(about, context.incarnation(), Optional.of(lease.key()), lease.epoch(), children);
    }

    private void refused(Attempt sent, StoreException failure) {
        if (attempt != sent) return;
        switch (failure.kind()) {
            case BAD_VERSION -> readAgain(sent);
            case NO_NODE, NODE_EXISTS, NOT_EMPTY -> context.loop().after(context.timing().heartbeat(), () -> {
                if (attempt == sent && !over) readAgain(sent); // somebody works on the nodes by hand: not again at once
            });
            case OUTCOME_UNKNOWN -> unresolved = true;
            case SESSION_EXPIRED -> log.debug("write in an expired session: shard={} epoch={}", lease.key(), lease.epoch());
            case REJECTED -> rejected(sent, failure);
        }
    }

    private void rejected(Attempt sent, StoreException failure) {
        log.warn("the store refused a write: shard={} epoch={} {}", lease.key(), lease.epoch(), failure.getMessage());
        var result = new CheckpointResult.StoreUnavailable(failure);
        attempt = null;
        if (ending != null) {
            ending = null;
            endingStage.complete(result);
        }
        sent.stages().forEach(stage -> stage.complete(result));
        pump(); // a checkpoint that came meanwhile waits for nobody else
    }

    private void readAgain(Attempt sent) {
        unresolved = true;
        link.sync(sentAt -> {});
        link.read(context.paths().record(lease.key()), node -> {
            if (attempt == sent && unresolved && !over) resolve(sent, node);
        });
    }

    private void resolve(Attempt sent, Optional<Node> node) {
        Optional<LeaseRecord> seen = node.map(found -> LeaseRecord.decode(found.data()));
        boolean mine = seen.filter(record -> record.epoch() == lease.epoch() && record.owner().equals(stored.owner())).isPresent();
        if (node.isEmpty() || seen.isEmpty() || !mine || seen.get().write() > sent.record().write()) {
            lost(seen.flatMap(LeaseRecord::owner));
        } else if (seen.get().write() == sent.record().write()) {
            written(sent, node.get().version());
        } else {
            version = node.get().version();
            send(sent);
        }
    }

    private void written(Attempt sent, int newVersion) {
        if (attempt != sent || over) return;
        attempt = null;
        unresolved = false;
        stored = sent.record();
        version = newVersion;
        var result = new CheckpointResult.Saved(stored.checkpoint().orElse(lease.checkpoint()));
        if (stored.state() == LeaseState.OWNED) {
            sent.stages().forEach(stage -> stage.complete(result));
            pump();
        } else {
            over = stored.state() != LeaseState.FAILED;
            owner.settled(this, stored.state());
            sent.stages().forEach(stage -> stage.complete(result));
            endingStage.complete(result);
        }
    }
}
