package io.anabranch.simulator.log;

/** When an append is acknowledged. */
public enum Durability {
    /** After the write reached the operating system: a killed process loses nothing, a power failure may lose the last moments. */
    OS,
    /** After the write reached the disk; concurrent appends share one flush. A power failure loses nothing that was acknowledged. */
    FSYNC
}
