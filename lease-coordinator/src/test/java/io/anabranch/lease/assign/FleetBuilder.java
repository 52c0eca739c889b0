package io.anabranch.lease.assign;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.WorkerTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Fleets for tests. Leases are numbered as they are added. */
final class FleetBuilder {
    private final TreeMap<String, Candidate> workers = new TreeMap<>();
    private final TreeSet<LeaseKey> orphans = new TreeSet<>();
    private final TreeMap<LeaseKey, Demand> demands = new TreeMap<>();
    private int next;

    static FleetBuilder empty() {
        return new FleetBuilder();
    }

    /** Workers w0, w1, ... that hold so many leases each. */
    static FleetBuilder holding(List<Integer> counts) {
        FleetBuilder builder = new FleetBuilder();
        for (int i = 0; i < counts.size(); i++) builder.worker("w" + i, WorkerTraits.PLAIN).held("w" + i, counts.get(i), Demand.PLAIN);
        return builder;
    }

    FleetBuilder worker(String name, WorkerTraits traits) {
        workers.put(name, new Candidate(traits, new TreeSet<>(), new TreeSet<>(), new TreeSet<>()));
        return this;
    }

    FleetBuilder traits(String name, UnaryOperator<WorkerTraits> change) {
        workers.computeIfPresent(name, (n, old) -> new Candidate(change.apply(old.traits()), old.held(), old.arriving(), old.leaving()));
        return this;
    }

    FleetBuilder held(String worker, int count, Demand demand) {
        keys(count, demand).forEach(candidate(worker).held()::add);
        return this;
    }

    FleetBuilder arriving(String worker, int count) {
        keys(count, Demand.PLAIN).forEach(candidate(worker).arriving()::add);
        return this;
    }

    FleetBuilder orphans(int count, Demand demand) {
        orphans.addAll(keys(count, demand));
        return this;
    }

    Fleet build() {
        return new Fleet(workers, orphans, demands);
    }

    static Demand weighing(double weight) {
        return new Demand(weight, Set.of(), Optional.empty());
    }

    static LeaseKey key(int number) {
        return new LeaseKey("orders", String.format("shard-%05d", number));
    }

    static Fleet granted(Fleet fleet, SortedMap<LeaseKey, String> grants) {
        FleetBuilder after = copy(fleet);
        grants.forEach((key, worker) -> after.candidate(worker).held().add(key));
        after.orphans.removeAll(grants.keySet());
        return after.build();
    }

    /** As if all hand-overs were done. */
    static Fleet moved(Fleet fleet, List<Move> moves) {
        FleetBuilder after = copy(fleet);
        for (Move move : moves) {
            if (!after.candidate(move.from()).held().remove(move.key())) throw new AssertionError("does not hold it: " + move);
            after.candidate(move.to()).held().add(move.key());
        }
        return after.build();
    }

    static Fleet without(Fleet fleet, String worker) {
        FleetBuilder after = copy(fleet);
        after.orphans.addAll(after.candidate(worker).held());
        after.workers.remove(worker);
        return after.build();
    }

    static List<Integer> counts(Fleet fleet) {
        return fleet.workers().values().stream().map(candidate -> candidate.held().size()).toList();
    }

    static double weight(Fleet fleet, String worker) {
        return fleet.workers().get(worker).held().stream().mapToDouble(key -> fleet.demand(key).weight()).sum();
    }

    private static FleetBuilder copy(Fleet fleet) {
        FleetBuilder copy = new FleetBuilder();
        fleet.workers().forEach((name, old) -> copy.workers.put(name,
                new Candidate(old.traits(), new TreeSet<>(old.held()), new TreeSet<>(old.arriving()), new TreeSet<>(old.leaving()))));
        copy.orphans.addAll(fleet.orphans());
        copy.demands.putAll(Map.copyOf(fleet.demands()));
        return copy;
    }

    private List<LeaseKey> keys(int count, Demand demand) {
        List<LeaseKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) keys.add(key(next++));
        keys.forEach(key -> demands.put(key, demand));
        return keys;
    }

    private Candidate candidate(String name) {
        return workers.get(name);
    }
}
