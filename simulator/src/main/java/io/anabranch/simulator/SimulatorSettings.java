package io.anabranch.simulator;

import io.anabranch.simulator.log.Durability;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * How a data folder is opened.
 *
 * @param data         made if it is missing
 * @param stateDelay   how long CREATING, UPDATING and DELETING last; zero: over before the call returns
 * @param region       stands in ARNs
 * @param account      twelve digits, stand in ARNs
 * @param shardLimit   open shards of all streams together, 1 or more
 * @param segmentBytes size at which a segment file is full, 64 KiB to 1 GiB; one frame may exceed it
 * @param clock        the service's time
 * @param random       source of identifiers and secrets
 */
public record SimulatorSettings(
        Path data,
        Durability durability,
        Duration stateDelay,
        String region,
        String account,
        int shardLimit,
        long segmentBytes,
        InstantSource clock,
        RandomGenerator random) {
    public SimulatorSettings {
        if (stateDelay.isNegative()) throw new IllegalArgumentException("stateDelay is negative: " + stateDelay);
        if (!account.matches("\\d{12}")) throw new IllegalArgumentException("account must be twelve digits, was " + account);
        if (!region.matches("[a-z0-9-]+")) throw new IllegalArgumentException("not a region: " + region);
        if (shardLimit < 1) throw new IllegalArgumentException("shardLimit must be at least 1, was " + shardLimit);
        if (segmentBytes < 1 << 16 || segmentBytes > 1 << 30)
            throw new IllegalArgumentException("segmentBytes must be 64 KiB to 1 GiB, was " + segmentBytes);
    }

    /** Durability {@code os}, no state delay, us-east-1, account 000000000000, 20,000 shards, segments of 64 MiB, the system's clock. */
    public static SimulatorSettings at(Path data) {
        return new SimulatorSettings(
                data, Durability.OS, Duration.ZERO, "us-east-1", "000000000000", 20_000, 64 << 20, InstantSource.system(), new SecureRandom());
    }

    public SimulatorSettings withDurability(Durability value) {
        return new SimulatorSettings(data, value, stateDelay, region, account, shardLimit, segmentBytes, clock, random);
    }

    public SimulatorSettings withStateDelay(Duration value) {
        return new SimulatorSettings(data, durability, value, region, account, shardLimit, segmentBytes, clock, random);
    }

    public SimulatorSettings withRegion(String value) {
        return new SimulatorSettings(data, durability, stateDelay, value, account, shardLimit, segmentBytes, clock, random);
    }

    public SimulatorSettings withAccount(String value) {
        return new SimulatorSettings(data, durability, stateDelay, region, value, shardLimit, segmentBytes, clock, random);
    }

    public SimulatorSettings withShardLimit(int value) {
        return new SimulatorSettings(data, durability, stateDelay, region, account, value, segmentBytes, clock, random);
    }

    public SimulatorSettings withSegmentBytes(long value) {
        return new SimulatorSettings(data, durability, stateDelay, region, account, shardLimit, value, clock, random);
    }

    public SimulatorSettings withClock(InstantSource value) {
        return new SimulatorSettings(data, durability, stateDelay, region, account, shardLimit, segmentBytes, value, random);
    }

    public SimulatorSettings withRandom(RandomGenerator value) {
        return new SimulatorSettings(data, durability, stateDelay, region, account, shardLimit, segmentBytes, clock, value);
    }
}
