package io.anabranch.lease.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A store that answers late and, where it is told to, refuses what a healthy one would do. Works on virtual time. */
public final class FaultyStore implements CoordinationStore {
    private static final long ANSWER_NANOS = 5_000_000;

    private final CoordinationStore healthy;
    private final VirtualTime time;
    private Predicate<Write> refused = write -> false;
    private boolean closedToNewSessions;
    private int childrenRead;

    public FaultyStore(CoordinationStore healthy, VirtualTime time) {
        this.healthy = healthy;
        this.time = time;
    }

    /** Refuses requests with such a write, as a server does that wants less load or lacks a permission. */
    public void refuse(Predicate<Write> writes) {
        refused = writes;
    }

    public void refuseNothing() {
        refused = write -> false;
        closedToNewSessions = false;
    }

    public void refuseNewSessions() {
        closedToNewSessions = true;
    }

    public int childrenRead() {
        return childrenRead;
    }

    @Override
    public CompletionStage<CoordinationSession> open(Duration timeout, SessionListener listener) {
        if (closedToNewSessions) return CompletableFuture.failedStage(new StoreException(StoreException.Kind.REJECTED, -1, "authentication failed"));
        return healthy.open(timeout, listener).thenApply(Session::new);
    }

    @Override
    public void close() {
        healthy.close();
    }

    private <T> CompletionStage<T> late(CompletionStage<T> answer) {
        CompletableFuture<T> late = new CompletableFuture<>();
        var unused = answer.whenComplete((value, failure) -> time.after(ANSWER_NANOS, () -> {
            if (failure == null) late.complete(value);
            else late.completeExceptionally(failure);
        }));
        return late;
    }

    private final class Session implements CoordinationSession {
        private final CoordinationSession session;

        Session(CoordinationSession session) {
            this.session = session;
        }

        @Override
        public long id() {
            return session.id();
        }

        @Override
        public Duration timeout() {
            return session.timeout();
        }

        @Override
        public CompletionStage<Optional<Node>> read(String path, Optional<Runnable> watcher) {
            return late(session.read(path, watcher));
        }

        @Override
        public CompletionStage<List<String>> children(String path, Optional<Runnable> watcher) {
            childrenRead++;
            return late(session.children(path, watcher));
        }

        @Override
        public CompletionStage<List<Optional<Node>>> readAll(List<String> paths) {
            return late(session.readAll(paths));
        }

        @Override
        public CompletionStage<List<WriteResult>> write(List<Write> operations) {
            if (operations.stream().noneMatch(refused)) return late(session.write(operations));
            return late(CompletableFuture.failedStage(new StoreException(StoreException.Kind.REJECTED, -1, "THROTTLEDOP")));
        }

        @Override
        public CompletionStage<Void> sync() {
            return late(session.sync());
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
