package io.anabranch.lease.protocol;

import io.anabranch.lease.assign.LeaseAssignor;
import io.anabranch.lease.model.Catalog;
import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseListener;
import io.anabranch.lease.model.LeaseView;
import io.anabranch.lease.model.WorkerTraits;
import io.anabranch.lease.protocol.ClaimedLease.Ending;
import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.SessionListener;
import io.anabranch.lease.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process' membership over all its sessions: when one is over, the next is opened and joins as a new incarnation. Public methods may be called from any
 * thread; everything else runs on the loop.
 */
public final class Member {
    private static final Logger log = LoggerFactory.getLogger(Member.class);

    /**
     * @param workerId name for people; the session makes it unique
     * @param assignor what this member assigns by while it is the leader
     * @param timing   with the session timeout to ask for
     */
    public record Identity(Paths paths, String workerId, String host, WorkerTraits traits, LeaseAssignor assignor, Timing timing) {}

    private final Identity identity;
    private final CoordinationStore store;
    private final Catalog catalog;
    private final LeaseListener listener;
    private final Comparator<String> positions;
    private final EventLoop loop;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Holdings holdings;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private @Nullable Incarnation current;
    private boolean draining;
    private boolean left;
    private boolean parked;

    public Member(Identity identity, CoordinationStore store, Catalog catalog, LeaseListener listener, Comparator<String> positions,
            EventLoop loop, InstantSource clock, RandomGenerator random) {
        this.identity = identity;
        this.store = store;
        this.catalog = catalog;
        this.listener = new GuardedListener(listener);
        this.positions = positions;
        this.loop = loop;
        this.clock = clock;
        this.random = random;
        this.holdings = new Holdings(loop);
    }

    public CompletionStage<Void> start() {
        loop.execute(this::open);
        return started;
    }

    public CompletionStage<CheckpointResult> checkpoint(Lease lease, String position) {
        CompletableFuture<CheckpointResult> stage = new CompletableFuture<>();
        onClaim(lease, stage, claim -> claim.checkpoint(position, stage));
        return stage;
    }

    private CompletionStage<CheckpointResult> end(Lease lease, Ending ending) {
        CompletableFuture<CheckpointResult> stage = new CompletableFuture<>();
        onClaim(lease, stage, claim -> claim.end(ending, stage));
        return stage;
    }

    public CompletionStage<CheckpointResult> release(Lease lease, Optional<String> position) {
        return end(lease, Ending.released(position));
    }

    public CompletionStage<CheckpointResult> end(Lease lease, String position, List<String> children) {
        return end(lease, Ending.ended(position, children));
    }

    public CompletionStage<CheckpointResult> fail(Lease lease, String reason) {
        return end(lease, Ending.failed(reason));
    }

    public Duration validFor(Lease lease) {
        return holdings.validFor(lease);
    }

    public List<Lease> owned() {
        return holdings.owned();
    }

    public CompletionStage<List<LeaseView>> leases() {
        CompletableFuture<CoordinationSession> session = new CompletableFuture<>();
        boolean heard = loop.execute(() -> {
            if (current != null) session.complete(current.session());
            else session.completeExceptionally(new StoreException(StoreException.Kind.SESSION_EXPIRED, -1, "no session at the moment"));
        });
        if (!heard) session.completeExceptionally(new StoreException(StoreException.Kind.SESSION_EXPIRED, -1, "left"));
        return session.thenCompose(open -> RecordTable.read(open, identity.paths()));
    }

    public CompletionStage<Void> drain() {
        loop.execute(() -> {
            if (draining) return;
            draining = true;
            log.info("drains: worker={}", identity.workerId());
            if (current == null) drained.complete(null);
            else current.drain(() -> drained.complete(null));
        });
        return drained;
    }

    /** Gives everything up as lost and opens no more sessions; the caller closes the one that is left open, if there is one. */
    public CompletionStage<Optional<CoordinationSession>> leave() {
        CompletableFuture<Optional<CoordinationSession>> last = new CompletableFuture<>();
        loop.execute(() -> {
            left = true;
            Incarnation ending = current;
            current = null;
            if (ending != null) ending.end();
            drained.complete(null);
            started.completeExceptionally(new StoreException(StoreException.Kind.SESSION_EXPIRED, -1, "left before it had joined"));
            last.complete(Optional.ofNullable(ending).map(Incarnation::session));
        });
        return last;
    }

    private void open() {
        if (left) return;
        SessionEvents events = new SessionEvents();
        var unused = store.open(identity.timing().sessionTimeout(), events)
                .whenComplete((session, failure) -> {
                    boolean heard = loop.execute(() -> {
                        if (failure != null) openFailed(failure);
                        else opened(session, events);
                    });
                    if (!heard && session != null) session.close(); // this member left while the store was out of reach
                });
    }

    private void openFailed(Throwable failure) {
        if (left) return;
        if (hasStarted() && !isClosed(failure)) {
            log.warn("no new session with the store, tries again: worker={}", identity.workerId(), failure);
            loop.after(identity.timing().sessionTimeout(), this::open);
            return;
        }
        log.error("no session with the store: worker={}", identity.workerId(), failure);
        started.completeExceptionally(failure);
        drained.complete(null);
    }

    private boolean hasStarted() {
        return started.isDone() && !started.isCompletedExceptionally();
    }

    /** A store that is closed opens no more sessions. */
    private static boolean isClosed(Throwable failure) {
        return Link.asStoreException(failure).kind() == StoreException.Kind.SESSION_EXPIRED;
    }

    private void opened(CoordinationSession session, SessionEvents events) {
        if (left) {
            session.close();
            return;
        }
        Timing asked = identity.timing();
        if (!session.timeout().equals(asked.sessionTimeout())) {
            log.warn("the store gives a session timeout of {} instead of {}: worker={}", session.timeout(), asked.sessionTimeout(),
                    identity.workerId());
        }
        String name = WorkerNode.incarnation(identity.workerId(), session.id());
        Context context = new Context(identity.paths(), asked.negotiated(session.timeout()), name, loop, clock, random);
        WorkerNode registration = new WorkerNode(identity.workerId(), identity.host(), identity.traits(), draining);
        Incarnation next = new Incarnation(context, session, new Host(), registration, catalog, identity.assignor(), holdings, listener,
                positions);
        current = next;
        next.start();
        events.deliverTo(next);
    }

    private void over(Incarnation ended) {
        log.warn("session is over: worker={}", identity.workerId());
        ended.end();
        if (current != ended) return;
        current = null;
        if (draining) drained.complete(null);
        else open();
    }

    private void onClaim(Lease lease, CompletableFuture<CheckpointResult> stage, Consumer<ClaimedLease> use) {
        boolean heard = loop.execute(() -> {
            if (current == null) {
                stage.complete(new CheckpointResult.LeaseLost(Optional.empty()));
                return;
            }
            try {
                current.worker().withClaim(lease, stage, use);
            } catch (RuntimeException e) { // the caller's comparator
                stage.completeExceptionally(e);
            }
        });
        if (!heard) stage.complete(new CheckpointResult.LeaseLost(Optional.empty()));
    }

    /** What an incarnation has to tell. */
    private final class Host implements Incarnation.Host {
        @Override
        public void joined() {
            started.complete(null);
        }

        @Override
        public void incompatible(int minReader) {
            log.error("the store's layout needs version {} to be read: application={}", minReader, identity.paths().application());
            started.completeExceptionally(new IllegalStateException("the layout of " + identity.paths().root() + " needs version " + minReader));
        }

        @Override
        public void confirmed() {
            if (!parked) return;
            parked = false;
            log.info("resumes: worker={}", identity.workerId());
            listener.resumed();
        }

        @Override
        public void parked() {
            if (parked || left) return;
            parked = true;
            log.warn("no word from the store until the deadline, suspends: worker={}", identity.workerId());
            listener.suspended();
        }
    }

    /** Brings a session's events onto the loop; those that come before its incarnation exists wait for it. */
    private final class SessionEvents implements SessionListener {
        private final Deque<Consumer<Incarnation>> early = new ArrayDeque<>();
        private @Nullable Incarnation incarnation;

        void deliverTo(Incarnation next) {
            incarnation = next;
            early.forEach(event -> event.accept(next));
            early.clear();
        }

        @Override
        public void suspended() {
            deliver(Incarnation::suspended);
        }

        @Override
        public void reconnected() {
            deliver(Incarnation::reconnected);
        }

        @Override
        public void expired() {
            deliver(Member.this::over);
        }

        private void deliver(Consumer<Incarnation> event) {
            loop.execute(() -> {
                if (incarnation == null) early.add(event);
                else event.accept(incarnation);
            });
        }
    }
}
