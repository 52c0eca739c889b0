package io.anabranch.simulator.stream;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the control plane goes by.
 *
 * @param shardLimit open shards of all streams together
 * @param stateDelay how long CREATING, UPDATING and DELETING last; zero: over before the call returns
 * @param random     gives stream identifiers and the iterator key
 */
public record StreamSettings(
        String region, String account, int shardLimit, Duration stateDelay, InstantSource clock, RandomGenerator random) {}
