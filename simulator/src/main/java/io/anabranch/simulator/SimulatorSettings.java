package io.anabranch.simulator;

import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.stream.Identity;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.StateDelays;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * How a data folder is opened.
 *
 * @param data                made if it is missing
 * @param limits              which of the service's limits hold
 * @param delays              how long CREATING, UPDATING and DELETING last
 * @param identity            account and region of requests that do not say theirs; stand in ARNs
 * @param shardLimit          open shards of all streams of an identity together, 1 or more
 * @param onDemandStreamLimit on-demand streams of an identity, 0 or more
 * @param segmentBytes        size at which a segment file is full, 64 KiB to 1 GiB; one frame may exceed it
 * @param clock               the service's time, until it is advanced
 * @param clockStandsStill    true if nothing happens by itself when time passes, only when the service's clock is advanced: for tests
 * @param random              source of identifiers and secrets
 */
public record SimulatorSettings(
        Path data,
        Durability durability,
        Limits limits,
        StateDelays delays,
        Identity identity,
        int shardLimit,
        int onDemandStreamLimit,
        long segmentBytes,
        InstantSource clock,
        boolean clockStandsStill,
        RandomGenerator random) {
    public SimulatorSettings {
        if (shardLimit < 1) throw new IllegalArgumentException("shardLimit must be at least 1, was " + shardLimit);
        if (onDemandStreamLimit < 0) throw new IllegalArgumentException("onDemandStreamLimit must be at least 0, was " + onDemandStreamLimit);
        if (segmentBytes < 1 << 16 || segmentBytes > 1 << 30)
            throw new IllegalArgumentException("segmentBytes must be 64 KiB to 1 GiB, was " + segmentBytes);
    }

    /**
     * Durability {@code os}, limits {@code relaxed}, no state delay, us-east-1, account 000000000000, 20,000 shards, 50 on-demand streams, segments of
     * 64 MiB, the system's clock.
     */
    public static SimulatorSettings at(Path data) {
        return new SimulatorSettings(
                data,
                Durability.OS,
                Limits.RELAXED,
                StateDelays.NONE,
                new Identity("000000000000", "us-east-1"),
                20_000,
                50,
                64 << 20,
                InstantSource.system(),
                false,
                new SecureRandom());
    }

    public SimulatorSettings withDurability(Durability value) {
        return new SimulatorSettings(
                data, value, limits, delays, identity, shardLimit, onDemandStreamLimit, segmentBytes, clock, clockStandsStill, random);
    }

    public SimulatorSettings withLimits(Limits value) {
        return new SimulatorSettings(
                data, durability, value, delays, identity, shardLimit, onDemandStreamLimit, segmentBytes, clock, clockStandsStill, random);
    }

    public SimulatorSettings withStateDelays(StateDelays value) {
        return new SimulatorSettings(
                data, durability, limits, value, identity, shardLimit, onDemandStreamLimit, segmentBytes, clock, clockStandsStill, random);
    }

    /** The same delay for every operation. */
    public SimulatorSettings withStateDelay(Duration value) {
        return withStateDelays(StateDelays.of(value));
    }

    public SimulatorSettings withIdentity(Identity value) {
        return new SimulatorSettings(
                data, durability, limits, delays, value, shardLimit, onDemandStreamLimit, segmentBytes, clock, clockStandsStill, random);
    }

    public SimulatorSettings withRegion(String value) {
        return withIdentity(new Identity(identity.account(), value));
    }

    public SimulatorSettings withAccount(String value) {
        return withIdentity(new Identity(value, identity.region()));
    }

    public SimulatorSettings withShardLimit(int value) {
        return new SimulatorSettings(
                data, durability, limits, delays, identity, value, onDemandStreamLimit, segmentBytes, clock, clockStandsStill, random);
    }

    public SimulatorSettings withOnDemandStreamLimit(int value) {
        return new SimulatorSettings(data, durability, limits, delays, identity, shardLimit, value, segmentBytes, clock, clockStandsStill, random);
    }

    public SimulatorSettings withSegmentBytes(long value) {
        return new SimulatorSettings(
                data, durability, limits, delays, identity, shardLimit, onDemandStreamLimit, value, clock, clockStandsStill, random);
    }

    public SimulatorSettings withClock(InstantSource value) {
        return new SimulatorSettings(
                data, durability, limits, delays, identity, shardLimit, onDemandStreamLimit, segmentBytes, value, clockStandsStill, random);
    }

    public SimulatorSettings withClockStandingStill(boolean value) {
        return new SimulatorSettings(
                data, durability, limits, delays, identity, shardLimit, onDemandStreamLimit, segmentBytes, clock, value, random);
    }

    public SimulatorSettings withRandom(RandomGenerator value) {
        return new SimulatorSettings(
                data, durability, limits, delays, identity, shardLimit, onDemandStreamLimit, segmentBytes, clock, clockStandsStill, value);
    }

    public String region() {
        return identity.region();
    }

    public String account() {
        return identity.account();
    }
}
