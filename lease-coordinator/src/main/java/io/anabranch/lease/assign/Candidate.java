package io.anabranch.lease.assign;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.WorkerTraits;
import java.util.SortedSet;

/**
 * A worker that takes leases.
 *
 * @param held     what it holds to stay
 * @param arriving what is on its way to it in a hand-over
 * @param leaving  what it is handing over to others; not in {@code held}
 */
public record Candidate(WorkerTraits traits, SortedSet<LeaseKey> held, SortedSet<LeaseKey> arriving, SortedSet<LeaseKey> leaving) {}
