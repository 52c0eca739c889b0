package io.anabranch.simulator.stream;

import java.util.random.RandomGenerator;

/**
 * What the control plane goes by.
 *
 * @param home               identity of those who do not say who they are
 * @param shardLimit         open shards of all streams of an identity together
 * @param onDemandStreamLimit on-demand streams of an identity
 * @param random             gives stream identifiers and the iterator key
 */
public record StreamSettings(
        Identity home,
        Limits limits,
        int shardLimit,
        int onDemandStreamLimit,
        StateDelays delays,
        ServiceClock clock,
        RandomGenerator random) {}
