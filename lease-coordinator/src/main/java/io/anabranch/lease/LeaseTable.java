package io.anabranch.lease;

import io.anabranch.lease.model.LeaseView;
import io.anabranch.lease.protocol.Paths;
import io.anabranch.lease.protocol.RecordTable;
import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.SessionListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at an application's leases without joining its fleet. Thread-safe; nothing blocks but {@link #close()}. */
public final class LeaseTable implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeaseTable.class);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    private final CoordinationSession session;
    private final Paths paths;

    private LeaseTable(CoordinationSession session, Paths paths) {
        this.session = session;
        this.paths = paths;
    }

    /** Opens a session of its own with the store; open a new table when a read fails with {@code SESSION_EXPIRED}. */
    public static CompletionStage<LeaseTable> open(CoordinationStore store, String application) {
        return store.open(SESSION_TIMEOUT, new Events(application)).thenApply(session -> new LeaseTable(session, new Paths(application)));
    }

    /**
     * All lease records, by key, each as the store has it now; empty if there is no such application.
     *
     * @return fails with a {@code StoreException}
     */
    public CompletionStage<List<LeaseView>> leases() {
        return RecordTable.read(session, paths);
    }

    @Override
    public void close() {
        session.close();
    }

    /** Nothing depends on this session's state: a read that fails tells the caller. */
    private record Events(String application) implements SessionListener {
        @Override
        public void suspended() {
            log.debug("suspended: application={}", application);
        }

        @Override
        public void reconnected() {
            log.debug("reconnected: application={}", application);
        }

        @Override
        public void expired() {
            log.debug("expired: application={}", application);
        }
    }
}
