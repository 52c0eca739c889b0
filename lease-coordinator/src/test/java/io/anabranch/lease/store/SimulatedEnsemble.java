package io.anabranch.lease.store;

import io.anabranch.lease.store.NodeTree.Change;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * A model of a ZooKeeper ensemble: a leader that commits, followers that apply later and answer reads by themselves, sessions that the leader
 * expires on ticks. A session's requests are carried out in order; a broken connection loses requests and replies alike; watches stay behind with the
 * connection. A follower that is cut off from the leader goes on answering reads and pings until its patience ends. Without a quorum nothing is committed,
 * nobody is served and no session ends; the next leader gives every session its whole timeout anew.
 */
public final class SimulatedEnsemble {
    private static final int FOLLOWERS = 3;

    /** A client's process: nothing of it runs while it is paused, nothing ever again once it is dead. */
    public interface Process {
        void run(Runnable task);

        boolean isDead();
    }

    private final class Follower {
        final NodeTree tree = new NodeTree();
        final Deque<Runnable> waiting = new ArrayDeque<>();
        final TreeMap<Long, Connection> connections = new TreeMap<>();
        int applied;
        long lag = VirtualTime.millis(1);
        boolean cut;
        long cutAt;
    }

    private record Transaction(long session, Optional<List<Write>> writes) {}

    private final class SessionState {
        final long id;
        final long timeout;
        long touched;
        Connection connection;

        SessionState(long id, long timeout) {
            this.id = id;
            this.timeout = timeout;
            this.touched = time.now();
        }
    }

    private final VirtualTime time;
    private final RandomGenerator random;
    private final long tick;
    private final NodeTree tree = new NodeTree();
    private final List<Transaction> log = new ArrayList<>();
    private final List<Follower> followers = new ArrayList<>();
    private final TreeMap<Long, SessionState> sessions = new TreeMap<>();
    private long lastSession = 0x1000;
    private long slowness;
    private boolean quorum = true;
    private BiConsumer<Long, List<String>> onCommit = (session, changes) -> {};

    public SimulatedEnsemble(VirtualTime time, RandomGenerator random, Duration tick) {
        this.time = time;
        this.random = random;
        this.tick = tick.toNanos();
        for (int i = 0; i < FOLLOWERS; i++) followers.add(new Follower());
        time.after(this.tick, this::expireAndTick);
        time.after(this.tick / 2, this::collectTouches);
    }

    /** Told of every commit (the session that made it, the paths it changed) when the leader's tree has it. */
    public void onCommit(BiConsumer<Long, List<String>> observer) {
        onCommit = observer;
    }

    public Optional<CoordinationSession.Node> committed(String path) {
        return tree.read(path);
    }

    public List<String> committedChildren(String path) {
        return tree.children(path);
    }

    public boolean isAlive(long session) {
        return sessions.containsKey(session);
    }

    /** Every message to and from the leader takes this much longer. */
    public void slowBy(long nanos) {
        slowness = nanos;
    }

    public void lag(int follower, long nanos) {
        followers.get(follower).lag = nanos;
    }

    public void cutFollower(int follower) {
        followers.get(follower).cut = true;
        followers.get(follower).cutAt = time.now();
    }

    public void healFollower(int follower) {
        Follower healed = followers.get(follower);
        healed.cut = false;
        List.copyOf(healed.connections.values()).forEach(Connection::reset);
        catchUp(healed, log.size());
    }

    /** The leader is gone and nobody follows it: servers hang up, what is on its way to the leader is lost. */
    public void loseQuorum() {
        quorum = false;
        for (Follower follower : followers) List.copyOf(follower.connections.values()).forEach(Connection::reset);
    }

    /** A leader was elected; it knows what was committed and gives every session its whole timeout. */
    public void regainQuorum() {
        quorum = true;
        sessions.values().forEach(session -> session.touched = time.now());
        for (Follower follower : followers) if (!follower.cut) catchUp(follower, log.size());
    }

    /** Ends a session as the leader does when it hears nothing. */
    public void expire(long session) {
        if (sessions.remove(session) != null) commit(new Transaction(session, Optional.empty()));
    }

    /** A write by a foreign hand, at once. */
    public void write(List<Write> writes) throws StoreException {
        commitWrites(0, writes);
    }

    public Client client(Process process) {
        return new Client(process);
    }

    private long hop() {
        return VirtualTime.millis(0.2 + 1.5 * random.nextDouble());
    }

    private long leaderHop() {
        return hop() + slowness;
    }

    private void expireAndTick() {
        for (SessionState session : quorum ? List.copyOf(sessions.values()) : List.<SessionState>of()) {
            long expiry = ((session.touched + session.timeout) / tick + 1) * tick;
            if (time.now() >= expiry) expire(session.id);
        }
        for (Follower follower : followers) {
            if (follower.cut && time.now() - follower.cutAt > 4 * tick) {
                List.copyOf(follower.connections.values()).forEach(Connection::reset);
            }
        }
        time.after(tick, this::expireAndTick);
    }

    private void collectTouches() {
        for (Follower follower : followers) {
            if (follower.cut) continue;
            follower.connections.values().forEach(connection -> {
                SessionState session = sessions.get(connection.session);
                if (session != null && session.connection == connection) session.touched = Math.max(session.touched, connection.heardAt);
            });
        }
        time.after(tick / 2, this::collectTouches);
    }

    private NodeTree.Committed commitWrites(long session, List<Write> writes) throws StoreException {
        NodeTree.Committed committed = tree.commit(session, writes);
        committed(new Transaction(session, Optional.of(writes)), committed.changes());
        return committed;
    }

    private void commit(Transaction closing) {
        committed(closing, tree.endSession(closing.session()));
    }

    private void committed(Transaction transaction, List<Change> changes) {
        log.add(transaction);
        int position = log.size();
        for (Follower follower : followers) time.after(hop() + (long) (follower.lag * random.nextDouble()), () -> catchUp(follower, position));
        onCommit.accept(transaction.session(), changes.stream().map(Change::path).toList());
    }

    private void catchUp(Follower follower, int position) {
        while (!follower.cut && follower.applied < position) {
            Transaction transaction = log.get(follower.applied++);
            List<Change> changes = apply(follower.tree, transaction);
            follower.connections.values().forEach(connection -> connection.fire(changes));
            Connection orphaned = transaction.writes().isEmpty() ? follower.connections.get(transaction.session()) : null;
            if (orphaned != null) orphaned.reset();
            int waiting = follower.waiting.size();
            for (int i = 0; i < waiting; i++) follower.waiting.removeFirst().run();
        }
    }

    private static List<Change> apply(NodeTree tree, Transaction transaction) {
        if (transaction.writes().isEmpty()) return tree.endSession(transaction.session());
        try {
            return tree.commit(transaction.session(), transaction.writes().get()).changes();
        } catch (StoreException e) {
            throw new IllegalStateException("a follower cannot apply what the leader has committed", e);
        }
    }

    /** One TCP connection of one session to one follower. */
    private final class Connection {
        final long session;
        final Follower follower;
        final Client client;
        final WatchTable watches = new WatchTable();
        final Deque<Runnable> requests = new ArrayDeque<>();
        boolean broken;
        boolean serving;
        long heardAt;
        long lastArrival;
        long lastDelivery;

        Connection(long session, Follower follower, Client client) {
            this.session = session;
            this.follower = follower;
            this.client = client;
            this.heardAt = time.now();
        }

        /** From the client: carried out after everything it sent before. */
        void request(Runnable task) {
            lastArrival = Math.max(lastArrival, time.now() + hop() + client.linkDelay);
            time.after(lastArrival - time.now(), () -> {
                if (client.mute) client.unsaid.add(() -> arrived(task));
                else arrived(task);
            });
        }

        private void arrived(Runnable task) {
            if (broken) return;
            heardAt = time.now();
            requests.add(task);
            if (!serving) serveNext();
        }

        void serveNext() {
            Runnable task = requests.poll();
            serving = task != null;
            if (task != null) task.run();
        }

        /** To the client, behind everything sent to it before. */
        void deliver(Runnable task) {
            if (broken) return;
            lastDelivery = Math.max(lastDelivery, time.now() + hop() + client.linkDelay);
            time.after(lastDelivery - time.now(), () -> {
                if (client.deaf) client.unheard.add(() -> delivered(task));
                else delivered(task);
            });
        }

        private void delivered(Runnable task) {
            if (broken) return;
            client.process.run(() -> {
                if (client.connection != this) return;
                client.heardAt = time.now();
                task.run();
            });
        }

        void fire(List<Change> changes) {
            watches.fired(changes).forEach(this::deliver);
        }

        void toLeader(Runnable task) {
            if (follower.cut) return; // never answered
            time.after(leaderHop(), () -> {
                SessionState state = sessions.get(session);
                if (!quorum || state == null || state.connection != this) { // expired, or moved to another connection
                    return;
                }
                state.touched = time.now();
                task.run();
            });
        }

        /** Answers once the follower has what the leader has now. */
        void whenCurrent(Runnable answer) {
            int position = log.size();
            time.after(leaderHop(), () -> await(position, answer));
        }

        private void await(int position, Runnable answer) {
            if (broken) return;
            if (follower.applied >= position) answer.run();
            else follower.waiting.add(() -> await(position, answer));
        }

        /** The server hangs up and the client hears it at once. */
        void reset() {
            if (broken) return;
            drop();
            client.process.run(() -> client.disconnected(this));
        }

        /** Nothing passes any more, and nobody is told. */
        void drop() {
            broken = true;
            follower.connections.remove(session);
        }
    }

    /** The client library inside one process: opens sessions, one after the other. */
    public final class Client implements CoordinationStore {
        private final Process process;
        private Connection connection;
        private ClientSession session;
        private long heardAt;
        private long linkDelay;
        private boolean cut;
        private boolean mute;
        private boolean deaf;
        private final Deque<Runnable> unsaid = new ArrayDeque<>();
        private final Deque<Runnable> unheard = new ArrayDeque<>();
        private UnaryOperator<Write> rewrite = UnaryOperator.identity();
        private LongSupplier identity = () -> 0;

        Client(Process process) {
            this.process = process;
        }

        /** Two-way: what is under way is lost, and no new connection comes up until {@link #heal}. */
        public void cut() {
            cut = true;
            if (connection != null) connection.drop();
        }

        /** One-way: what this client says arrives when it is healed, if the connection still stands then; it hears everything. */
        public void mute() {
            mute = true;
        }

        /** One-way: what is said to this client arrives when it is healed, if the connection still stands then; it is heard. */
        public void deafen() {
            deaf = true;
        }

        public void heal() {
            cut = false;
            mute = false;
            deaf = false;
            while (!unsaid.isEmpty()) unsaid.remove().run();
            while (!unheard.isEmpty()) unheard.remove().run();
        }

        private boolean isOut() {
            return cut || mute || deaf;
        }

        /** The connection breaks with a reset; the client may reconnect at once. */
        public void reset() {
            if (connection != null) connection.reset();
        }

        public void linkDelay(long nanos) {
            linkDelay = nanos;
        }

        /** Takes a defence away: changes what the client sends. */
        public void rewrite(UnaryOperator<Write> mutation) {
            rewrite = mutation;
        }

        /** Takes a defence away: every session of this client claims to have this id. */
        public void pretendSession(long id) {
            identity = () -> id;
        }

        public Optional<Long> sessionId() {
            return Optional.ofNullable(session).map(open -> open.id);
        }

        public int follower() {
            return connection == null ? -1 : followers.indexOf(connection.follower);
        }

        @Override
        public CompletionStage<CoordinationSession> open(Duration timeout, SessionListener listener) {
            CompletableFuture<CoordinationSession> opened = new CompletableFuture<>();
            connectNew(timeout, listener, opened);
            return opened;
        }

        private void connectNew(Duration timeout, SessionListener listener, CompletableFuture<CoordinationSession> opened) {
            time.after(leaderHop() + hop(), () -> process.run(() -> {
                Follower follower = followers.get(random.nextInt(FOLLOWERS));
                if (isOut() || !quorum || follower.cut) {
                    time.after(VirtualTime.millis(100), () -> process.run(() -> connectNew(timeout, listener, opened)));
                    return;
                }
                SessionState state = new SessionState(++lastSession, timeout.toNanos());
                sessions.put(state.id, state);
                session = new ClientSession(this, state.id, timeout, listener);
                attach(state, follower);
                opened.complete(session);
                session.ping();
            }));
        }

        private void attach(SessionState state, Follower follower) {
            if (state.connection != null) state.connection.drop();
            connection = new Connection(state.id, follower, this);
            state.connection = connection;
            state.touched = time.now();
            heardAt = time.now();
            follower.connections.put(state.id, connection);
        }

        void disconnected(Connection lost) {
            if (connection != lost) return;
            connection = null;
            ClientSession suspended = session;
            suspended.failPending(StoreException.Kind.OUTCOME_UNKNOWN);
            suspended.listener.suspended();
            reconnect(suspended);
        }

        private void reconnect(ClientSession of) {
            time.after(VirtualTime.millis(20) + leaderHop(), () -> process.run(() -> {
                if (session != of || of.closed || connection != null) return;
                Follower follower = followers.get(random.nextInt(FOLLOWERS));
                if (isOut() || !quorum || follower.cut || follower.applied < of.seen) {
                    time.after(VirtualTime.millis(80), () -> process.run(() -> reconnect(of)));
                } else if (sessions.containsKey(of.id)) {
                    attach(sessions.get(of.id), follower);
                    of.listener.reconnected();
                } else {
                    of.expired();
                }
            }));
        }

        @Override
        public void close() {
            if (session != null) session.close();
        }
    }

    private final class ClientSession implements CoordinationSession {
        final Client client;
        final long id;
        final Duration timeout;
        final SessionListener listener;
        final Deque<CompletableFuture<?>> pending = new ArrayDeque<>();
        int seen;
        boolean closed;

        ClientSession(Client client, long id, Duration timeout, SessionListener listener) {
            this.client = client;
            this.id = id;
            this.timeout = timeout;
            this.listener = listener;
        }

        void failPending(StoreException.Kind kind) {
            List<CompletableFuture<?>> failed = List.copyOf(pending);
            pending.clear();
            failed.forEach(stage -> stage.completeExceptionally(new StoreException(kind, -1, "session 0x" + Long.toHexString(id))));
        }

        void expired() {
            if (closed) return;
            closed = true;
            failPending(StoreException.Kind.SESSION_EXPIRED);
            listener.expired();
        }

        /** Pings every third of the timeout and gives the connection up after two thirds of silence. */
        void ping() {
            if (closed) return;
            Connection at = client.connection;
            if (at != null) {
                at.request(() -> {
                    at.deliver(() -> {});
                    at.serveNext();
                });
                if (time.now() - client.heardAt > timeout.toNanos() * 2 / 3) {
                    at.drop();
                    client.disconnected(at);
                }
            }
            time.after(timeout.toNanos() / 6, () -> client.process.run(this::ping));
        }

        private <T> CompletionStage<T> send(BiConsumer<Connection, CompletableFuture<T>> work) {
            CompletableFuture<T> stage = new CompletableFuture<>();
            Connection at = client.connection;
            if (closed) {
                stage.completeExceptionally(new StoreException(StoreException.Kind.SESSION_EXPIRED, -1, "closed"));
            } else if (at == null) {
                stage.completeExceptionally(new StoreException(StoreException.Kind.OUTCOME_UNKNOWN, -1, "not connected"));
            } else {
                pending.add(stage);
                at.request(() -> work.accept(at, stage));
            }
            return stage;
        }

        private <T> void answer(Connection at, CompletableFuture<T> stage, T value) {
            int position = at.follower.applied;
            at.deliver(() -> {
                seen = Math.max(seen, position);
                pending.remove(stage);
                stage.complete(value);
            });
            at.serveNext();
        }

        @Override
        public long id() {
            return client.identity.getAsLong() == 0 ? id : client.identity.getAsLong();
        }

        @Override
        public Duration timeout() {
            return timeout;
        }

        @Override
        public CompletionStage<Optional<Node>> read(String path, Optional<Runnable> watcher) {
            return send((at, stage) -> {
                at.watches.watchNode(path, watcher);
                answer(at, stage, at.follower.tree.read(path).map(SimulatedEnsemble.this::pretended));
            });
        }

        @Override
        public CompletionStage<List<String>> children(String path, Optional<Runnable> watcher) {
            return send((at, stage) -> {
                at.watches.watchChildren(path, watcher);
                answer(at, stage, at.follower.tree.children(path));
            });
        }

        @Override
        public CompletionStage<List<Optional<Node>>> readAll(List<String> paths) {
            return send((at, stage) -> answer(at, stage,
                    paths.stream().map(path -> at.follower.tree.read(path).map(SimulatedEnsemble.this::pretended)).toList()));
        }

        @Override
        public CompletionStage<List<WriteResult>> write(List<Write> operations) {
            List<Write> sent = operations.stream().map(client.rewrite).toList();
            return send((at, stage) -> at.toLeader(() -> {
                try {
                    NodeTree.Committed committed = commitWrites(id, sent);
                    at.whenCurrent(() -> answer(at, stage, committed.results()));
                } catch (StoreException refused) {
                    at.whenCurrent(() -> {
                        at.deliver(() -> {
                            pending.remove(stage);
                            stage.completeExceptionally(refused);
                        });
                        at.serveNext();
                    });
                }
            }));
        }

        @Override
        public CompletionStage<Void> sync() {
            return send((at, stage) -> at.toLeader(() -> at.whenCurrent(() -> answer(at, stage, null))));
        }

        @Override
        public void close() {
            if (closed) return;
            closed = true;
            Connection at = client.connection;
            if (at != null) at.request(() -> at.toLeader(() -> expire(id)));
        }
    }

    /** The owner as the clients believe it to be, where a client pretends. */
    private CoordinationSession.Node pretended(CoordinationSession.Node node) {
        SessionState owner = sessions.get(node.ephemeralOwner());
        if (owner == null || owner.connection == null) return node;
        long pretended = owner.connection.client.identity.getAsLong();
        return pretended == 0 ? node : new CoordinationSession.Node(node.data(), node.version(), pretended);
    }
}
