package io.anabranch.lease.store;

/** One conditional write. Several make one atomic request. */
public sealed interface Write {
    String path();

    /** Creates a node; fails with {@code NODE_EXISTS} if there is one and {@code NO_NODE} if its parent is missing. */
    record Create(String path, byte[] data, Mode mode) implements Write {}

    /** Replaces the data if the node still has {@code version}, else fails with {@code BAD_VERSION}. */
    record Replace(String path, byte[] data, int version) implements Write {}

    /** Deletes the node if it still has {@code version} (-1: any). */
    record Delete(String path, int version) implements Write {}

    /** Fails the whole request with {@code BAD_VERSION} unless the node has {@code version}. */
    record Check(String path, int version) implements Write {}

    enum Mode { PERSISTENT, EPHEMERAL, PERSISTENT_SEQUENTIAL, EPHEMERAL_SEQUENTIAL }
}
