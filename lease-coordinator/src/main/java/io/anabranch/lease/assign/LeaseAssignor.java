package io.anabranch.lease.assign;

import io.anabranch.lease.model.LeaseKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Even by count, sticky, with as few moves as possible. A lease that has an owner moves only if that makes the fullest worker emptier: then from the
 * fullest to the emptiest, until they differ by one at most. Ties go by name, so that two leaders with the same facts decide the same.
 */
public final class LeaseAssignor {
    private LeaseAssignor() {}

    /** A worker for every orphan, the emptiest first; nothing if there is no worker. */
    public static SortedMap<LeaseKey, String> grants(Fleet fleet) {
        SortedMap<LeaseKey, String> grants = new TreeMap<>();
        if (fleet.held().isEmpty()) return grants;
        TreeSet<Load> loads = loads(fleet);
        for (LeaseKey orphan : fleet.orphans()) {
            Load emptiest = take(loads.pollFirst());
            grants.put(orphan, emptiest.worker);
            loads.add(new Load(emptiest.worker, emptiest.leases + 1));
        }
        return grants;
    }

    /** At most {@code limit} moves towards an even spread; leases that {@code mayMove} refuses stay where they are. */
    public static List<Move> moves(Fleet fleet, int limit, Predicate<LeaseKey> mayMove) {
        List<Move> moves = new ArrayList<>();
        if (fleet.held().size() < 2) return moves;
        TreeSet<Load> loads = loads(fleet);
        TreeMap<String, TreeSet<LeaseKey>> movable = movable(fleet, mayMove);
        while (moves.size() < limit && !loads.isEmpty()) {
            Load emptiest = take(loads.first());
            Load fullest = take(loads.last());
            if (fullest.leases - emptiest.leases < 2) return moves;
            TreeSet<LeaseKey> choice = movable.getOrDefault(fullest.worker, new TreeSet<>());
            loads.remove(fullest);
            if (choice.isEmpty()) continue; // all it has must stay: the next fullest may give
            loads.remove(emptiest);
            moves.add(new Move(take(choice.pollLast()), fullest.worker, emptiest.worker));
            loads.add(new Load(fullest.worker, fullest.leases - 1));
            loads.add(new Load(emptiest.worker, emptiest.leases + 1));
        }
        return moves;
    }

    private static TreeSet<Load> loads(Fleet fleet) {
        TreeSet<Load> loads = new TreeSet<>();
        fleet.held().keySet().forEach(worker -> loads.add(new Load(worker, fleet.load(worker))));
        return loads;
    }

    private static TreeMap<String, TreeSet<LeaseKey>> movable(Fleet fleet, Predicate<LeaseKey> mayMove) {
        TreeMap<String, TreeSet<LeaseKey>> movable = new TreeMap<>();
        fleet.held().forEach((worker, leases) -> movable.put(worker, matching(leases, mayMove)));
        return movable;
    }

    private static TreeSet<LeaseKey> matching(SortedSet<LeaseKey> leases, Predicate<LeaseKey> mayMove) {
        TreeSet<LeaseKey> matching = new TreeSet<>(leases);
        matching.removeIf(mayMove.negate());
        return matching;
    }

    private static <T> T take(@Nullable T value) {
        if (value == null) throw new IllegalStateException("took from an empty set");
        return value;
    }

    private record Load(String worker, int leases) implements Comparable<Load> {
        @Override
        public int compareTo(Load other) {
            return Comparator.comparingInt(Load::leases).thenComparing(Load::worker).compare(this, other);
        }
    }
}
