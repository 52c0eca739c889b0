package io.anabranch.simulator.stream;

/** A fact of the control plane. A journal entry is one or more of them, which hold together or not at all. */
sealed interface Change {
    /** Whose folder it is. */
    record Origin(String region, String account, byte[] iteratorKey) implements Change {}

    /** Everything of a stream but its shards, which stay as they are. */
    record StreamSet(StreamState stream) implements Change {}

    record ShardSet(long streamKey, ShardState shard) implements Change {}

    record StreamGone(long streamKey) implements Change {}
}
