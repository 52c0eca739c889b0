package io.anabranch.simulator.stream;

/** What decides the shard of a record. */
public enum RecordDistribution {
    USER_PARTITION_KEY,
    /** Nobody's key: records are spread evenly. On-demand streams only. */
    AUTO
}
