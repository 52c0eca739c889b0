package io.anabranch.lease.store;

import io.anabranch.lease.store.NodeTree.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * A store inside this process, for tests and for fleets of one process. Nothing survives the process. Requests are carried out in the order they were
 * made, on one thread, which calls the listeners and watchers too. Sessions do not time out by themselves: {@link #expire} ends one.
 */
public final class InMemoryStore implements CoordinationStore {
    private final Executor executor;
    private final Runnable stop;
    private final NodeTree tree = new NodeTree();
    private final TreeMap<Long, Session> sessions = new TreeMap<>();
    private long lastSession;

    private InMemoryStore(Executor executor, Runnable stop) {
        this.executor = executor;
        this.stop = stop;
    }

    /** A store with a daemon thread of its own. */
    public static InMemoryStore create() {
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread worker = new Thread(task, "anabranch-store");
            worker.setDaemon(true);
            return worker;
        });
        return new InMemoryStore(thread, thread::shutdown);
    }

    /** A store that works on an executor of the caller's, which must run its tasks one at a time and in order; it is not shut down. */
    public static InMemoryStore on(Executor serial) {
        return new InMemoryStore(serial, () -> {});
    }

    @Override
    public CompletionStage<CoordinationSession> open(Duration timeout, SessionListener listener) {
        CompletableFuture<CoordinationSession> opened = new CompletableFuture<>();
        submit(opened, () -> {
            Session session = new Session(++lastSession, timeout, listener);
            sessions.put(session.id, session);
            return session;
        });
        return opened;
    }

    /** Ends a session as if it had timed out: its ephemeral nodes vanish and its listener is told. Unknown ids are ignored. */
    public void expire(long session) {
        executor.execute(() -> {
            Session ended = sessions.remove(session);
            if (ended == null) return;
            ended.listener.expired();
            fire(tree.endSession(session));
        });
    }

    @Override
    public boolean isEmbedded() {
        return true;
    }

    @Override
    public void close() {
        try {
            executor.execute(() -> List.copyOf(sessions.keySet()).forEach(this::end));
        } catch (RejectedExecutionException e) {
            return; // closed before
        }
        stop.run();
    }

    private void end(long session) {
        if (sessions.remove(session) != null) fire(tree.endSession(session));
    }

    private void fire(List<Change> changes) {
        List<Runnable> fired = new ArrayList<>();
        sessions.values().forEach(session -> fired.addAll(session.watches.fired(changes)));
        fired.forEach(Runnable::run);
    }

    private <T> void submit(CompletableFuture<T> stage, Request<T> request) {
        try {
            executor.execute(() -> {
                try {
                    stage.complete(request.run());
                } catch (StoreException e) {
                    stage.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            stage.completeExceptionally(new StoreException(StoreException.Kind.SESSION_EXPIRED, -1, "the store is closed"));
        }
    }

    private interface Request<T> {
        T run() throws StoreException;
    }

    private final class Session implements CoordinationSession {
        private final long id;
        private final Duration timeout;
        private final SessionListener listener;
        private final WatchTable watches = new WatchTable();

        Session(long id, Duration timeout, SessionListener listener) {
            this.id = id;
            this.timeout = timeout;
            this.listener = listener;
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public Duration timeout() {
            return timeout;
        }

        @Override
        public CompletionStage<Optional<Node>> read(String path, Optional<Runnable> watcher) {
            return request(() -> {
                watches.watchNode(path, watcher);
                return tree.read(path);
            });
        }

        @Override
        public CompletionStage<List<String>> children(String path, Optional<Runnable> watcher) {
            return request(() -> {
                watches.watchChildren(path, watcher);
                return tree.children(path);
            });
        }

        @Override
        public CompletionStage<List<Optional<Node>>> readAll(List<String> paths) {
            List<String> asked = List.copyOf(paths);
            return request(() -> asked.stream().map(tree::read).toList());
        }

        @Override
        public CompletionStage<List<WriteResult>> write(List<Write> operations) {
            List<Write> asked = List.copyOf(operations);
            return request(() -> {
                NodeTree.Committed committed = tree.commit(id, asked);
                fire(committed.changes());
                return committed.results();
            });
        }

        @Override
        public CompletionStage<Void> sync() {
            return request(() -> true).thenAccept(done -> {});
        }

        @Override
        public void close() {
            try {
                executor.execute(() -> end(id));
            } catch (RejectedExecutionException e) {
                return; // the store was closed, and this session with it
            }
        }

        private <T> CompletionStage<T> request(Request<T> request) {
            CompletableFuture<T> stage = new CompletableFuture<>();
            submit(stage, () -> {
                if (!sessions.containsKey(id)) {
                    throw new StoreException(StoreException.Kind.SESSION_EXPIRED, -1, "session 0x" + Long.toHexString(id));
                }
                return request.run();
            });
            return stage;
        }
    }
}
