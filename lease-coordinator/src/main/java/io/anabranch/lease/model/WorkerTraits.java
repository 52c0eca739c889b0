package io.anabranch.lease.model;

import java.util.Set;

/**
 * What a worker says of itself when it joins, for the leader to assign by.
 *
 * @param capacity  how much it can bear, against a worker of 1; over 0. One of 2 gets twice the load
 * @param maxLeases most leases it holds at a time, at least 1
 * @param zone      where it fails together with others (an availability zone); empty if that does not matter
 * @param tags      what it offers; a lease that asks for tags goes only to workers that have all of them (no catalog says so of a lease yet)
 */
public record WorkerTraits(double capacity, int maxLeases, String zone, Set<String> tags) {
    /** Capacity 1, as many leases as there are, no zone, no tags. */
    public static final WorkerTraits PLAIN = new WorkerTraits(1, Integer.MAX_VALUE, "", Set.of());

    public WorkerTraits {
        if (!(capacity > 0) || Double.isInfinite(capacity)) throw new IllegalArgumentException("capacity must be over 0, was " + capacity);
        if (maxLeases < 1) throw new IllegalArgumentException("maxLeases must be at least 1, was " + maxLeases);
        tags = Set.copyOf(tags);
    }

    public WorkerTraits withCapacity(double value) {
        return new WorkerTraits(value, maxLeases, zone, tags);
    }

    public WorkerTraits withMaxLeases(int value) {
        return new WorkerTraits(capacity, value, zone, tags);
    }

    public WorkerTraits withZone(String value) {
        return new WorkerTraits(capacity, maxLeases, value, tags);
    }

    public WorkerTraits withTags(Set<String> value) {
        return new WorkerTraits(capacity, maxLeases, zone, value);
    }
}
