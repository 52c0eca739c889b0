package io.anabranch.lease.assign;

import io.anabranch.lease.model.LeaseKey;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What the assignor knows. Leases that never move (ENDED, FAILED, paused) are nowhere in it.
 *
 * @param workers those that take leases
 * @param orphans leases that may be claimed and have nobody
 * @param demands what leases ask for; one that is absent is {@link Demand#PLAIN}
 */
public record Fleet(SortedMap<String, Candidate> workers, SortedSet<LeaseKey> orphans, Map<LeaseKey, Demand> demands) {
    Demand demand(LeaseKey key) {
        return demands.getOrDefault(key, Demand.PLAIN);
    }
}
