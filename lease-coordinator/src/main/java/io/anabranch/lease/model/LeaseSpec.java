package io.anabranch.lease.model;

import java.util.List;

/**
 * A lease that must exist, as the {@code Catalog} knows it.
 *
 * @param key     its name
 * @param parents names (same stream) of the leases that must have ENDED, or be gone, before this one may be claimed; empty for none
 */
public record LeaseSpec(LeaseKey key, List<String> parents) {
    public LeaseSpec {
        parents = List.copyOf(parents);
    }
}
