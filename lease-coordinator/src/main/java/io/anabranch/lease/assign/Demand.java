package io.anabranch.lease.assign;

import java.util.Optional;
import java.util.Set;

/**
 * What one lease asks of its worker.
 *
 * @param weight its load, in the unit of a worker's capacity; over 0
 * @param tags   what a worker must offer to get it
 * @param former the worker that had it last and may have kept what it knew of it; it gets an orphan back while it is below its share
 */
public record Demand(double weight, Set<String> tags, Optional<String> former) {
    public static final Demand PLAIN = new Demand(1, Set.of(), Optional.empty());

    public Demand {
        if (!(weight > 0) || Double.isInfinite(weight)) throw new IllegalArgumentException("weight must be over 0, was " + weight);
    }
}
