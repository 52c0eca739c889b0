package io.anabranch.lease.model;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an operator wants of a fleet until it is taken back. The leader follows it as soon as it sees it, a later leader too.
 *
 * @param maintenance   true: no lease moves for the sake of balance; orphans still find a worker
 * @param drained       ids of workers that shall hold nothing: their leases are handed over while another worker can take them
 * @param pausedStreams streams whose leases nobody shall hold
 * @param pausedLeases  leases that nobody shall hold
 */
public record Steering(boolean maintenance, SortedSet<String> drained, SortedSet<String> pausedStreams, SortedSet<LeaseKey> pausedLeases) {
    /** Nothing out of the ordinary. */
    public static final Steering NONE = new Steering(false, new TreeSet<>(), new TreeSet<>(), new TreeSet<>());

    public Steering {
        drained = Collections.unmodifiableSortedSet(new TreeSet<>(drained));
        pausedStreams = Collections.unmodifiableSortedSet(new TreeSet<>(pausedStreams));
        pausedLeases = Collections.unmodifiableSortedSet(new TreeSet<>(pausedLeases));
    }

    public boolean pauses(LeaseKey key) {
        return pausedStreams.contains(key.stream()) || pausedLeases.contains(key);
    }

    public Steering withMaintenance(boolean value) {
        return new Steering(value, drained, pausedStreams, pausedLeases);
    }

    public Steering draining(String worker) {
        return new Steering(maintenance, with(drained, worker), pausedStreams, pausedLeases);
    }

    public Steering notDraining(String worker) {
        return new Steering(maintenance, without(drained, worker), pausedStreams, pausedLeases);
    }

    public Steering pausing(String stream) {
        return new Steering(maintenance, drained, with(pausedStreams, stream), pausedLeases);
    }

    /** Also forgets the stream's leases that were paused singly. */
    public Steering resuming(String stream) {
        TreeSet<LeaseKey> others = new TreeSet<>(pausedLeases);
        others.removeIf(key -> key.stream().equals(stream));
        return new Steering(maintenance, drained, without(pausedStreams, stream), others);
    }

    public Steering pausing(LeaseKey key) {
        return new Steering(maintenance, drained, pausedStreams, with(pausedLeases, key));
    }

    /** Has no effect while the whole stream is paused. */
    public Steering resuming(LeaseKey key) {
        return new Steering(maintenance, drained, pausedStreams, without(pausedLeases, key));
    }

    private static <T> SortedSet<T> with(SortedSet<T> set, T one) {
        TreeSet<T> more = new TreeSet<>(set);
        more.add(one);
        return more;
    }

    private static <T> SortedSet<T> without(SortedSet<T> set, T one) {
        TreeSet<T> fewer = new TreeSet<>(set);
        fewer.remove(one);
        return fewer;
    }
}
