package io.anabranch.lease.assign;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.WorkerTraits;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** Who bears how much while a plan is made. Workers are kept in the order of their loads, and by name among equals. */
final class Loads {
    /** Of the whole load, above its even part, that a zone may bear before another zone is preferred. */
    private static final double ZONE_SLACK = 0.1;

    /** One worker's load so far. Changed only by {@link Loads}, which takes it out of its order meanwhile. */
    static final class Bearer {
        private static final Comparator<Bearer> ORDER = Comparator.comparingDouble(Bearer::load).thenComparing(Bearer::name);

        private final String name;
        private final WorkerTraits traits;
        private final TreeSet<Weighed> movable = new TreeSet<>(Weighed.ORDER);
        private double weight;
        private int leases;
        private int inFlight;

        private Bearer(String name, Candidate candidate) {
            this.name = name;
            this.traits = candidate.traits();
            this.leases = candidate.held().size() + candidate.arriving().size();
            this.inFlight = candidate.arriving().size() + candidate.leaving().size();
        }

        String name() {
            return name;
        }

        double load() {
            return weight / traits.capacity();
        }

        double loadWith(double more) {
            return (weight + more) / traits.capacity();
        }

        int inFlight() {
            return inFlight;
        }

        boolean accepts(Demand demand) {
            return leases < traits.maxLeases() && (demand.tags().isEmpty() || traits.tags().containsAll(demand.tags()));
        }

        private void take(double more) {
            weight += more;
            leases++;
        }
    }

    private record Weighed(double weight, LeaseKey key) {
        static final Comparator<Weighed> ORDER = Comparator.comparingDouble(Weighed::weight).thenComparing(Weighed::key);
    }

    private final Fleet fleet;
    private final ToDoubleFunction<Demand> weights;
    private final TreeMap<String, Bearer> bearers = new TreeMap<>();
    private final TreeSet<Bearer> order = new TreeSet<>(Bearer.ORDER);
    /** Those that may give; all until they are set aside. */
    private final TreeSet<Bearer> givers = new TreeSet<>(Bearer.ORDER);
    private final Map<String, Double> zones = new HashMap<>();
    private double total;

    Loads(Fleet fleet, ToDoubleFunction<Demand> weights) {
        this.fleet = fleet;
        this.weights = weights;
        fleet.workers().forEach((name, candidate) -> {
            Bearer bearer = new Bearer(name, candidate);
            bearer.weight = weight(candidate.held()) + weight(candidate.arriving());
            total += bearer.weight;
            zones.merge(bearer.traits.zone(), bearer.weight, Double::sum);
            bearers.put(name, bearer);
            order.add(bearer);
        });
    }

    /** Notes which leases may move, and who may give. */
    void movable(MoveLimits limits) {
        fleet.workers().forEach((name, candidate) -> bearer(name).ifPresent(bearer -> candidate.held().stream().filter(limits.mayMove())
                .forEach(key -> bearer.movable.add(new Weighed(weight(key), key)))));
        givers.addAll(order);
    }

    Optional<Bearer> bearer(String name) {
        return Optional.ofNullable(bearers.get(name));
    }

    /** The load of each worker if all, with these, were spread evenly by capacity. */
    double shareWith(Collection<LeaseKey> more) {
        return (total + weight(more)) / capacity();
    }

    double mean() {
        return total / capacity();
    }

    Iterable<Bearer> ascending() {
        return order;
    }

    Optional<Bearer> fullest() {
        return givers.isEmpty() ? Optional.empty() : Optional.of(givers.last());
    }

    /** It has nothing that helps if it is given. */
    void setFullestAside() {
        givers.pollLast();
    }

    /** Who would bear the least with it, of a zone that does not bear too much yet, if there is one. */
    Optional<Bearer> emptiest(LeaseKey key, Demand demand, double weight) {
        Optional<Bearer> first = Optional.empty();
        for (Bearer bearer : order) {
            if (!bearer.accepts(demand)) continue;
            if (hasRoom(bearer.traits.zone(), weight)) return Optional.of(bearer);
            if (first.isEmpty()) first = Optional.of(bearer);
        }
        return first;
    }

    void give(LeaseKey key, Bearer taker) {
        order.remove(taker);
        total += weight(key);
        take(key, taker);
        order.add(taker);
    }

    /** The heaviest lease of the giver that leaves the taker no fuller than the giver then is. */
    Optional<LeaseKey> heaviestThatHelps(Bearer giver, Bearer taker) {
        for (Weighed lease : giver.movable.descendingSet()) {
            boolean helps = taker.loadWith(lease.weight) <= giver.loadWith(-lease.weight);
            if (helps && taker.accepts(fleet.demand(lease.key)) && mayChangeZone(giver, taker, lease.weight)) return Optional.of(lease.key);
        }
        return Optional.empty();
    }

    void move(LeaseKey key, Bearer giver, Bearer taker) {
        double weight = weight(key);
        boolean gives = givers.remove(taker);
        givers.remove(giver);
        order.remove(giver);
        order.remove(taker);
        giver.movable.remove(new Weighed(weight, key));
        giver.weight -= weight;
        giver.leases--;
        giver.inFlight++;
        zones.merge(giver.traits.zone(), -weight, Double::sum);
        take(key, taker);
        taker.inFlight++;
        order.add(giver);
        order.add(taker);
        givers.add(giver);
        if (gives) givers.add(taker);
    }

    private void take(LeaseKey key, Bearer taker) {
        double weight = weight(key);
        taker.take(weight);
        zones.merge(taker.traits.zone(), weight, Double::sum);
    }

    private boolean mayChangeZone(Bearer giver, Bearer taker, double weight) {
        return giver.traits.zone().equals(taker.traits.zone()) || hasRoom(taker.traits.zone(), weight);
    }

    /** Zones are spread softly: one lease always fits, and a fleet without zones has one. */
    private boolean hasRoom(String zone, double weight) {
        double now = zones.getOrDefault(zone, 0.0);
        double even = 1.0 / zones.size();
        return zones.size() < 2 || now + weight <= (even + ZONE_SLACK) * (total + weight) || now < even * total;
    }

    private double capacity() {
        return bearers.values().stream().mapToDouble(bearer -> bearer.traits.capacity()).sum();
    }

    private double weight(Collection<LeaseKey> keys) {
        return keys.stream().mapToDouble(this::weight).sum();
    }

    private double weight(LeaseKey key) {
        return weights.applyAsDouble(fleet.demand(key));
    }
}
