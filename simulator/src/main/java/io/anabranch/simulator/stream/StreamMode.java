package io.anabranch.simulator.stream;

/** Who looks after the number of shards. */
public enum StreamMode {
    PROVISIONED,
    ON_DEMAND
}
