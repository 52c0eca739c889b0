package io.anabranch.lease.assign;

import io.anabranch.lease.model.LeaseKey;
import java.util.function.Predicate;

/**
 * How much may be moved at once.
 *
 * @param total     most moves; none if it is not over 0
 * @param perWorker most hand-overs that one worker gives or takes at a time, those under way included
 * @param mayMove   false for a lease that must rest where it is
 */
public record MoveLimits(int total, int perWorker, Predicate<LeaseKey> mayMove) {}
