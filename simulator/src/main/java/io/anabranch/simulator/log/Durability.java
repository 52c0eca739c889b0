package io.anabranch.simulator.log;

/** When an append is acknowledged. */
public enum Durability {
    /**
     * As {@link #OS}, and changes of streams wait for the disk no more than records do: a killed process loses nothing, a power failure may leave a folder
     * that cannot be opened. For folders that nobody needs afterwards, as those of tests.
     */
    NONE,
    /**
     * After the write reached the operating system: a killed process loses nothing, a power failure may lose the last moments of records. Changes of streams
     * wait for the disk.
     */
    OS,
    /**
     * After the write reached the disk; concurrent appends to all shards share one force, that of a commit log. A power failure loses nothing that was
     * acknowledged; what it left out of the shards' own files is brought there when the folder is opened for writing, with any durability.
     */
    FSYNC
}
