package io.anabranch.lease.protocol;

import io.anabranch.lease.assign.Candidate;
import io.anabranch.lease.assign.Fleet;
import io.anabranch.lease.assign.LeaseAssignor;
import io.anabranch.lease.assign.Move;
import io.anabranch.lease.assign.MoveLimits;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.protocol.Placement.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The leader's decisions; pure, but for the epochs it draws. Two passes: what must be done (letters, dead holders, overdue hand-overs, orphans) always,
 * and balance only when the first left no orphan.
 */
final class LeaderPlan {
    /** What happens to one lease: {@code after} is empty if nobody is to have it. Carried out wholly or not at all. */
    record Change(LeaseKey key, Optional<Placement> after) {}

    private final FleetView view;
    private final LeaseAssignor assignor;
    private final LongSupplier epochs;

    LeaderPlan(FleetView view, LeaseAssignor assignor, LongSupplier epochs) {
        this.view = view;
        this.assignor = assignor;
        this.epochs = epochs;
    }

    /** What a letter changes; its news of the lease's state must be in the view already. */
    Optional<Change> onLetter(Letter letter) {
        if (letter.lease().isEmpty()) return Optional.empty();
        LeaseKey key = letter.lease().get();
        Placement placement = view.placements.get(key);
        if (placement == null || !placement.holder().equals(new Hold(letter.incarnation(), letter.epoch()))) return Optional.empty();
        return switch (letter.about()) {
            case RELEASED -> Optional.of(new Change(key, successor(placement)));
            case ENDED -> Optional.of(new Change(key, Optional.empty()));
            case FAILED, DRAINING -> Optional.empty();
        };
    }

    /** The changes that cannot wait: nothing stays with the dead, the overdue or a lease that has ended. */
    List<Change> emergency() {
        List<Change> changes = new ArrayList<>();
        view.placements.forEach((key, placement) -> emergency(key, placement).ifPresent(changes::add));
        return changes;
    }

    /** A holder for every lease that may be claimed and has none. */
    List<Change> grants() {
        List<Change> grants = new ArrayList<>();
        assignor.grants(fleet(orphans())).forEach((key, worker) ->
                grants.add(new Change(key, Optional.of(Placement.active(worker, epochs.getAsLong())))));
        return grants;
    }

    /** Hand-overs from workers that shall be empty, to whoever can take them. */
    List<Change> evacuations() {
        List<Change> changes = new ArrayList<>();
        int limit = maxInFlight() - inFlight();
        assignor.grants(fleet(toEvacuate())).forEach((key, worker) -> {
            if (changes.size() < limit) handOver(key, worker).ifPresent(changes::add);
        });
        return changes;
    }

    private Optional<Change> handOver(LeaseKey key, String worker) {
        Placement placement = view.placements.get(key);
        if (placement == null) return Optional.empty();
        return Optional.of(new Change(key, Optional.of(placement.handingOver(worker, epochs.getAsLong()))));
    }

    /** Hand-overs towards an even spread, if no lease lacks a holder. */
    List<Change> balance(Predicate<LeaseKey> mayMove) {
        Fleet fleet = fleet(orphans());
        if (view.steering.maintenance() || !fleet.orphans().isEmpty()) return List.of();
        List<Change> changes = new ArrayList<>();
        MoveLimits limits = new MoveLimits(maxInFlight() - inFlight(), maxInFlight() / 2, mayMove);
        for (Move move : assignor.moves(fleet, limits)) handOver(move.key(), move.to()).ifPresent(changes::add);
        return changes;
    }

    private Optional<Change> emergency(LeaseKey key, Placement placement) {
        FleetView.Known lease = view.leases.get(key);
        boolean dead = !view.isAlive(placement.holder().incarnation());
        LeaseState state = lease == null ? LeaseState.ENDED : lease.state();
        boolean finished = state == LeaseState.ENDED || (dead && state == LeaseState.FAILED) || view.restarting.contains(key.stream());
        if (finished) return Optional.of(new Change(key, Optional.empty()));
        boolean outdated = lease != null && lease.epoch() > placement.epoch();
        if (outdated) return Optional.of(new Change(key, Optional.empty()));
        if (view.isWithheld(key) && state != LeaseState.FAILED) return withheld(key, placement, dead);
        if (dead || (placement.revoking() && view.overdue.contains(key))) return Optional.of(new Change(key, successor(placement)));
        boolean standbyGone = placement.standby().filter(standby -> !view.takesLeases(standby.incarnation())).isPresent();
        return standbyGone ? Optional.of(new Change(key, Optional.of(placement.withoutStandby()))) : Optional.empty();
    }

    private Optional<Change> withheld(LeaseKey key, Placement placement, boolean dead) {
        if (dead || view.overdue.contains(key)) return Optional.of(new Change(key, Optional.empty()));
        Placement givingBack = placement.givingBack();
        return placement.equals(givingBack) ? Optional.empty() : Optional.of(new Change(key, Optional.of(givingBack)));
    }

    private Optional<Placement> successor(Placement placement) {
        return placement.succeeded().filter(next -> view.takesLeases(next.holder().incarnation()));
    }

    private Fleet fleet(SortedSet<LeaseKey> orphans) {
        TreeMap<String, Candidate> candidates = new TreeMap<>();
        view.workers.forEach((incarnation, worker) -> {
            if (view.takesLeases(incarnation)) candidates.put(incarnation, new Candidate(worker.traits(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>()));
        });
        view.placements.forEach((key, placement) -> {
            placement.standby().map(Hold::incarnation).map(candidates::get).ifPresent(taker -> taker.arriving().add(key));
            Candidate holder = candidates.get(placement.holder().incarnation());
            if (holder == null || !view.isClaimable(key)) return;
            if (placement.revoking()) holder.leaving().add(key);
            else holder.held().add(key);
        });
        return new Fleet(candidates, orphans, Map.of());
    }

    /** What workers hold that an operator wants empty. */
    private SortedSet<LeaseKey> toEvacuate() {
        TreeSet<LeaseKey> held = new TreeSet<>();
        view.placements.forEach((key, placement) -> {
            boolean stays = placement.revoking() || !view.isDrained(placement.holder().incarnation());
            if (!stays && view.isClaimable(key)) held.add(key);
        });
        return held;
    }

    private SortedSet<LeaseKey> orphans() {
        TreeSet<LeaseKey> orphans = new TreeSet<>(view.leases.keySet());
        orphans.removeIf(key -> view.placements.containsKey(key) || !view.isClaimable(key));
        return orphans;
    }

    private int maxInFlight() {
        return Math.max(4, view.leases.size() / 50);
    }

    private int inFlight() {
        return (int) view.placements.values().stream().filter(Placement::revoking).count();
    }
}
