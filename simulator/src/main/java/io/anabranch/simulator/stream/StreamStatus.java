package io.anabranch.simulator.stream;

/** Life of a stream: CREATING, ACTIVE, UPDATING and back, DELETING, gone. Reads and writes work in ACTIVE and UPDATING. */
public enum StreamStatus {
    CREATING,
    ACTIVE,
    UPDATING,
    DELETING;

    /** True if records may be put and read. */
    public boolean serves() {
        return this == ACTIVE || this == UPDATING;
    }
}
