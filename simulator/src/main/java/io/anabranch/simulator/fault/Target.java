package io.anabranch.simulator.fault;

import java.util.Optional;
import java.util.Set;

/**
 * What a call is about, as far as it can be told.
 *
 * @param stream   by name
 * @param shards   a put's may be several
 * @param consumer by name
 */
public record Target(Optional<String> stream, Set<String> shards, Optional<String> consumer) {
    public static final Target NONE = new Target(Optional.empty(), Set.of(), Optional.empty());

    public Target {
        shards = Set.copyOf(shards);
    }
}
