package io.anabranch.lease.protocol;

import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseListener;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.protocol.Assignment.Entry;
import io.anabranch.lease.protocol.Assignment.Wish;
import io.anabranch.lease.store.CoordinationSession.Node;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's half: brings what it holds in line with its assignment document. Every entry is worked on in turns; a changed entry, or a recovered
 * session, starts a new turn, and answers to an older one are passed over. So no wait outlives its reason and no claim is granted twice.
 */
final class WorkerLoop implements ClaimedLease.Owner {
    private static final Logger log = LoggerFactory.getLogger(WorkerLoop.class);

    private static final class Slot {
        Entry entry;
        int turn;
        @Nullable ClaimedLease claim;
        boolean revoked;

        Slot(Entry entry) {
            this.entry = entry;
        }
    }

    private final Context context;
    private final Link link;
    private final Bundle bundle;
    private final Tenure tenure;
    private final Holdings holdings;
    private final LeaseListener listener;
    private final Comparator<String> positions;
    private final TreeMap<LeaseKey, Slot> slots = new TreeMap<>();
    private int reading;
    private boolean draining;
    private Runnable drained = () -> {};

    WorkerLoop(Context context, Link link, Tenure tenure, Holdings holdings, LeaseListener listener, Comparator<String> positions) {
        this.context = context;
        this.link = link;
        this.bundle = new Bundle(link, context.loop());
        this.tenure = tenure;
        this.holdings = holdings;
        this.listener = listener;
        this.positions = positions;
    }

    /** Reads the assignment behind a round trip and watches it; what it says is carried out. */
    void readAssignment() {
        int asked = ++reading;
        tenure.assignmentInDoubt();
        AtomicReference<@Nullable Long> roundTrip = new AtomicReference<>();
        link.sync(roundTrip::set);
        link.watch(context.paths().assignment(context.incarnation()), () -> assignmentChanged(asked), node -> {
            if (asked != reading) return;
            reconcile(node.map(found -> Assignment.decode(found.data()).entries()).orElse(List.of()));
            Long sentAt = roundTrip.get();
            if (sentAt != null) tenure.assignmentRead(sentAt);
        });
    }

    private void assignmentChanged(int asked) {
        if (asked == reading) readAssignment();
    }

    /** The session is in touch again: nothing that was under way is trusted. */
    void recover() {
        slots.values().forEach(slot -> {
            if (slot.claim != null) slot.claim.recover();
            else act(slot);
        });
        readAssignment();
    }

    /** The store has not been heard of for long. */
    void unavailable(Throwable cause) {
        claims().forEach(claim -> claim.unavailable(cause));
    }

    /** The session is over: everything it owned is lost. */
    void expire() {
        claims().forEach(claim -> claim.lost(Optional.empty()));
        slots.clear();
        checkDrained();
    }

    /** Takes no more and asks the listener to give back what there is; calls {@code whenDrained} when that is done. */
    void drain(Runnable whenDrained) {
        draining = true;
        drained = whenDrained;
        List.copyOf(slots.values()).forEach(slot -> {
            if (slot.claim != null) revoke(slot, slot.claim, false);
            else act(slot);
        });
        checkDrained();
    }

    /** Hands the claim to {@code use}, or tells the stage that the lease is lost. */
    void withClaim(Lease lease, CompletableFuture<CheckpointResult> stage, Consumer<ClaimedLease> use) {
        Slot slot = slots.get(lease.key());
        if (slot == null || slot.claim == null || slot.claim.lease().epoch() != lease.epoch()) {
            stage.complete(new CheckpointResult.LeaseLost(Optional.empty()));
        } else {
            use.accept(slot.claim);
        }
    }

    private List<ClaimedLease> claims() {
        List<ClaimedLease> claims = new ArrayList<>();
        slots.values().forEach(slot -> {
            if (slot.claim != null) claims.add(slot.claim);
        });
        return claims;
    }

    private void reconcile(List<Entry> entries) {
        Map<LeaseKey, Entry> wanted = new TreeMap<>();
        entries.forEach(entry -> wanted.put(entry.key(), entry));
        List.copyOf(slots.keySet()).stream().filter(key -> !wanted.containsKey(key)).forEach(this::vanished);
        wanted.values().forEach(this::update);
    }

    /** The leader wants nothing of this lease any more: it is elsewhere. */
    private void vanished(LeaseKey key) {
        Slot slot = slots.get(key);
        if (slot == null) return;
        slot.turn++;
        ClaimedLease claim = slot.claim;
        if (claim != null && claim.isEnding() && !claim.isOver() && !claim.isFailed()) return; // its last write is being resolved, and tells
        if (claim != null) claim.lost(Optional.empty());
        slots.remove(key, slot);
    }

    private void update(Entry entry) {
        Slot slot = slots.computeIfAbsent(entry.key(), key -> new Slot(entry));
        if (slot.turn > 0 && slot.entry.equals(entry)) return;
        if (slot.claim != null && slot.claim.lease().epoch() != entry.epoch()) {
            slot.claim.lost(Optional.empty());
            slot = new Slot(entry);
            slots.put(entry.key(), slot);
        }
        slot.entry = entry;
        act(slot);
    }

    private void act(Slot slot) {
        slot.turn++;
        switch (slot.entry.wish()) {
            case ACTIVE -> {
                if (slot.claim == null) claim(slot, draining ? LeaseState.RELEASED : LeaseState.OWNED);
            }
            case REVOKE -> {
                if (slot.claim == null) claim(slot, LeaseState.RELEASED);
                else revoke(slot, slot.claim, true);
            }
            case STANDBY -> {
                if (!draining) standBy(slot);
            }
        }
    }

    private void standBy(Slot slot) {
        int turn = slot.turn;
        link.watch(context.paths().record(slot.entry.key()), () -> {
            if (turn == slot.turn) standBy(slot);
        }, node -> {
            if (turn != slot.turn || node.isEmpty()) return;
            LeaseRecord record = LeaseRecord.decode(node.get().data());
            if (record.state() != LeaseState.RELEASED || record.epoch() >= slot.entry.epoch()) return;
            slot.turn++;
            claim(slot, LeaseState.OWNED);
        });
    }

    private void revoke(Slot slot, ClaimedLease claim, boolean byLeader) {
        if (byLeader) limit(slot.entry, claim.lease());
        if (claim.isOver() || claim.isEnding() || slot.revoked) return;
        slot.revoked = true;
        log.info("revoked: shard={} worker={} epoch={}", claim.lease().key(), context.incarnation(), claim.lease().epoch());
        listener.revoked(claim.lease());
    }

    /** The revocation was written after the last confirmed request was sent: that is when the leader's patience began, at the earliest. */
    private void limit(Entry entry, Lease lease) {
        long patience = entry.drainMillis() * 900_000L; // nanoseconds, less 10 % for the rate of clocks
        holdings.limit(lease, tenure.confirmedAt() + patience);
    }

    /** Writes the claim, if the record says that it is still to be made; RELEASED: claims and gives back in one. */
    private void claim(Slot slot, LeaseState target) {
        int turn = slot.turn;
        LeaseKey key = slot.entry.key();
        bundle.readAll(List.of(context.paths().record(key), context.paths().stream(key.stream())), nodes -> {
            if (turn != slot.turn || nodes.get(0).isEmpty() || nodes.get(1).isEmpty()) return;
            Node node = nodes.get(0).get();
            LeaseRecord record = LeaseRecord.decode(node.data());
            if (!isClaimable(slot.entry, record)) {
                if (slot.entry.wish() == Wish.STANDBY && !draining) standBy(slot); // its holder has claimed it meanwhile: waits for the release
                return;
            }
            LeaseRecord claimed = record.claimed(slot.entry.epoch(), context.incarnation(), target, context.now());
            String start = StreamNode.decode(nodes.get(1).get().data()).start();
            bundle.write(claimWrites(key, claimed, node.version()), results -> {
                if (turn == slot.turn) claimed(slot, claimed, results.get(0).version(), start);
            }, failure -> {
                if (turn == slot.turn) claimRefused(slot, target, failure);
            });
        });
    }

    private boolean isClaimable(Entry entry, LeaseRecord record) {
        return switch (record.state()) {
            case ENDED, FAILED -> false;
            case RELEASED -> record.epoch() < entry.epoch();
            // the same epoch is a claim of this very turn's predecessor, whose reply was lost: written again, never adopted on a read
            case OWNED -> isMine(entry, record) || (record.epoch() < entry.epoch() && entry.wish() != Wish.STANDBY);
        };
    }

    private boolean isMine(Entry entry, LeaseRecord record) {
        return record.epoch() == entry.epoch() && record.owner().filter(context.incarnation()::equals).isPresent();
    }

    private List<Write> claimWrites(LeaseKey key, LeaseRecord claimed, int version) {
        Write write = new Write.Replace(context.paths().record(key), claimed.encode(), version);
        if (claimed.state() == LeaseState.OWNED) return List.of(write);
        Letter letter = new Letter(Letter.About.RELEASED, context.incarnation(), Optional.of(key), claimed.epoch(), List.of());
        return List.of(write, letter.post(context.paths()));
    }

    private void claimRefused(Slot slot, LeaseState target, StoreException failure) {
        switch (failure.kind()) {
            case BAD_VERSION -> claim(slot, target);
            case OUTCOME_UNKNOWN, SESSION_EXPIRED -> log.debug("claim unanswered: shard={} {}", slot.entry.key(), failure.getMessage());
            case NO_NODE, NODE_EXISTS, NOT_EMPTY, REJECTED -> {
                log.warn("the store refused a claim, tries again: shard={} {}", slot.entry.key(), failure.getMessage());
                claimLater(slot, target);
            }
        }
    }

    private void claimLater(Slot slot, LeaseState target) {
        int turn = slot.turn;
        context.loop().after(context.timing().heartbeat(), () -> {
            if (turn == slot.turn) claim(slot, target);
        });
    }

    private void claimed(Slot slot, LeaseRecord record, int version, String start) {
        if (record.state() != LeaseState.OWNED) return;
        Lease lease = new Lease(slot.entry.key(), record.epoch(), record.checkpoint().orElse(start));
        ClaimedLease claim = new ClaimedLease(context, link, bundle, positions, this, lease, record, version);
        slot.claim = claim;
        holdings.add(lease, tenure);
        log.info("claimed: shard={} worker={} epoch={}", lease.key(), context.incarnation(), lease.epoch());
        listener.granted(lease);
        if (draining) revoke(slot, claim, false);
    }

    @Override
    public void lost(ClaimedLease claim) {
        holdings.remove(claim.lease());
        log.info("lost: shard={} worker={} epoch={}", claim.lease().key(), context.incarnation(), claim.lease().epoch());
        listener.lost(claim.lease());
        checkDrained();
    }

    @Override
    public void settled(ClaimedLease claim, LeaseState state) {
        log.info("{}: shard={} worker={} epoch={}", state, claim.lease().key(), context.incarnation(), claim.lease().epoch());
        if (state != LeaseState.FAILED) {
            holdings.remove(claim.lease());
        }
        checkDrained();
    }

    private void checkDrained() {
        if (draining && claims().stream().allMatch(claim -> claim.isOver() || claim.isFailed())) drained.run();
    }
}
