package io.anabranch.lease.assign;

import io.anabranch.lease.model.LeaseKey;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What the assignor knows. Leases that never move (ENDED, FAILED) are in none of the fields.
 *
 * @param held     every worker that takes leases, with those it holds to stay
 * @param arriving for a worker, how many leases are on their way to it in a hand-over; absent is 0
 * @param orphans  leases that may be claimed and have nobody
 */
public record Fleet(SortedMap<String, SortedSet<LeaseKey>> held, SortedMap<String, Integer> arriving, SortedSet<LeaseKey> orphans) {
    int load(String worker) {
        SortedSet<LeaseKey> leases = held.get(worker);
        return (leases == null ? 0 : leases.size()) + arriving.getOrDefault(worker, 0);
    }
}
