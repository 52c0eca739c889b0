package io.anabranch.lease.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * One session with the store. Requests are carried out and answered in the order they were made (FIFO). Reads may be stale, but never older than what
 * this session has seen; writes are linearizable. Nothing is ever sent again in another session.
 *
 * <p>Failures complete the stage with a {@link StoreException}; when its kind is {@code OUTCOME_UNKNOWN} a write may or may not have happened:
 * read before the next write. A watch fires at most once, before this session can see newer data, and may be lost when the connection is:
 * {@link SessionListener#reconnected()} means read again.
 */
public interface CoordinationSession extends AutoCloseable {
    /** Unique for ever; the owner of this session's ephemeral nodes. */
    long id();

    /** The timeout that was negotiated, which may differ from the one asked for. */
    Duration timeout();

    /** The node's data, or empty if there is no such node. A watcher is told of the next change, creation or deletion. */
    CompletionStage<Optional<Node>> read(String path, Optional<Runnable> watcher);

    /** Names (not paths) of the node's children, sorted; empty if there is no such node. A watcher is told when that list changes. */
    CompletionStage<List<String>> children(String path, Optional<Runnable> watcher);

    /** The data of many nodes in as few requests as possible, in the order asked for; empty where there is none. Not a snapshot. */
    CompletionStage<List<Optional<Node>>> readAll(List<String> paths);

    /** Carries out all or nothing. Answers with the stage of the first operation that failed: see {@link StoreException#failedOperation()}. */
    CompletionStage<List<WriteResult>> write(List<Write> operations);

    /** A round trip through the leader of the ensemble: completes only if this session lived when the leader saw it. The lease heartbeat. */
    CompletionStage<Void> sync();

    /** Ends the session: its ephemeral nodes vanish at once. Blocks for no longer than the store's client needs to say goodbye. */
    @Override
    void close();

    /** @param ephemeralOwner the id of the session this node vanishes with, or 0 */
    record Node(byte[] data, int version, long ephemeralOwner) {}

    /**
     * @param path    the node's path, with the sequence the store gave it
     * @param version its version after the write, -1 after a delete or check
     */
    record WriteResult(String path, int version) {}
}
