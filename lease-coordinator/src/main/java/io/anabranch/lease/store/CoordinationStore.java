package io.anabranch.lease.store;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * A tree of small versioned nodes, as ZooKeeper has it. Implementations are thread-safe and none of the methods blocks.
 * Work happens in {@linkplain CoordinationSession sessions}; a store only opens them.
 */
public interface CoordinationStore extends AutoCloseable {
    /**
     * Opens a new session. Retries for as long as it takes to reach the store; closing the store fails the stage.
     *
     * @param timeout  the session timeout to ask for; the store may negotiate another one, see {@link CoordinationSession#timeout()}
     * @param listener told of this session's state changes, in order, on a thread of the store's; must not block
     */
    CompletionStage<CoordinationSession> open(Duration timeout, SessionListener listener);

    /** True if the store lives on this machine alone (in this process, or in a folder of it): processes elsewhere would form a fleet of their own. */
    default boolean isEmbedded() {
        return false;
    }

    /** Closes all sessions (their ephemeral nodes vanish) and what the store itself started. */
    @Override
    void close();
}
