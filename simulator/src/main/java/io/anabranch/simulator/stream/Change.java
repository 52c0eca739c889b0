package io.anabranch.simulator.stream;

/** A fact of the control plane. A journal entry is one or more of them, which hold together or not at all. */
sealed interface Change {
    /** Whose folder it is: the identity of those who do not say who they are. */
    record Origin(String region, String account, byte[] iteratorKey) implements Change {
        Identity identity() {
            return new Identity(account, region);
        }
    }

    /** Everything of a stream but its shards and consumers, which stay as they are. */
    record StreamSet(StreamState stream) implements Change {}

    record ShardSet(long streamKey, ShardState shard) implements Change {}

    /** A closed shard whose records have expired. */
    record ShardGone(long streamKey, int shard) implements Change {}

    record StreamGone(long streamKey) implements Change {}

    record ConsumerSet(long streamKey, ConsumerState consumer) implements Change {}

    record ConsumerGone(long streamKey, String name) implements Change {}

    /** Settings of an account in a region. */
    record AccountSet(Identity identity, Attributes attributes) implements Change {}
}
