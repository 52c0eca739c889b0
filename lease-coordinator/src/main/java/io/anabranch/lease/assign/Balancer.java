package io.anabranch.lease.assign;

import io.anabranch.lease.assign.Loads.Bearer;
import io.anabranch.lease.model.LeaseKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sticky, with as few moves as possible. Orphans go, the heaviest first, to who bears the least. A lease that has an owner moves only from the fullest
 * to the emptiest, and only if the emptiest does not become fuller than the fullest then is: so a move is never taken back. Ties go by name.
 */
final class Balancer implements LeaseAssignor {
    private final boolean weighs;
    private final Tolerance tolerance;

    /** @param weighs false: every lease weighs 1 */
    Balancer(boolean weighs, Tolerance tolerance) {
        this.weighs = weighs;
        this.tolerance = tolerance;
    }

    @Override
    public SortedMap<LeaseKey, String> grants(Fleet fleet) {
        SortedMap<LeaseKey, String> grants = new TreeMap<>();
        Loads loads = new Loads(fleet, this::weight);
        double share = loads.shareWith(fleet.orphans());
        byWeight(fleet).forEach(orphan -> taker(loads, fleet.demand(orphan), orphan, share).ifPresent(taker -> {
            grants.put(orphan, taker.name());
            loads.give(orphan, taker);
        }));
        return grants;
    }

    @Override
    public List<Move> moves(Fleet fleet, MoveLimits limits) {
        List<Move> moves = new ArrayList<>();
        if (limits.total() <= 0 || fleet.workers().size() < 2) return moves;
        Loads loads = new Loads(fleet, this::weight);
        loads.movable(limits);
        double mean = loads.mean();
        Optional<Bearer> giver = loads.fullest();
        while (moves.size() < limits.total() && giver.isPresent()) {
            Optional<Move> move = bestMove(loads, giver.get(), limits, mean);
            move.ifPresentOrElse(moves::add, loads::setFullestAside);
            giver = loads.fullest();
        }
        return moves;
    }

    private double weight(Demand demand) {
        return weighs ? demand.weight() : 1;
    }

    private List<LeaseKey> byWeight(Fleet fleet) {
        List<LeaseKey> orphans = new ArrayList<>(fleet.orphans());
        if (weighs) orphans.sort(Comparator.comparingDouble((LeaseKey key) -> -fleet.demand(key).weight())); // stable: ties by name
        return orphans;
    }

    private Optional<Bearer> taker(Loads loads, Demand demand, LeaseKey orphan, double share) {
        double weight = weight(demand);
        Optional<Bearer> former = demand.former().flatMap(loads::bearer)
                .filter(bearer -> bearer.accepts(demand) && bearer.loadWith(weight) <= share);
        return former.isPresent() ? former : loads.emptiest(orphan, demand, weight);
    }

    private Optional<Move> bestMove(Loads loads, Bearer giver, MoveLimits limits, double mean) {
        if (giver.inFlight() >= limits.perWorker()) return Optional.empty();
        for (Bearer taker : loads.ascending()) {
            double gap = giver.load() - taker.load();
            if (gap <= 0 || tolerance.allows(gap, mean)) return Optional.empty(); // those after it are fuller still
            if (taker.inFlight() >= limits.perWorker()) continue;
            Optional<LeaseKey> lease = loads.heaviestThatHelps(giver, taker);
            if (lease.isPresent()) {
                loads.move(lease.get(), giver, taker);
                return Optional.of(new Move(lease.get(), giver.name(), taker.name()));
            }
        }
        return Optional.empty();
    }
}
