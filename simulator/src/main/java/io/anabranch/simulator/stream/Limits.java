package io.anabranch.simulator.stream;

/** Which of the service's limits hold. */
public enum Limits {
    /** All: sizes, quotas, throughput of shards, rates of calls. */
    STRICT,
    /** Sizes and quotas. */
    RELAXED,
    /** Only what a request can hold at all. */
    OFF
}
