package io.anabranch.lease;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.Steering;
import io.anabranch.lease.protocol.ControlNodes;
import io.anabranch.lease.protocol.Paths;
import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.SessionListener;
import io.anabranch.lease.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An operator's hand on a fleet, without joining it. What is asked for is stored, and carried out by whoever leads the fleet, now or when there is one:
 * a caller that does not want to wait for that puts a timeout on the stage. Thread-safe; nothing blocks but {@link #close()}. Stages fail with a
 * {@code StoreException} when the store does, and with NoSuchElementException when there is no such application or lease.
 */
public final class LeaseControl implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeaseControl.class);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    private final CoordinationSession session;
    private final ControlNodes nodes;
    private final Pending pending;

    private LeaseControl(CoordinationSession session, String application, Pending pending) {
        this.session = session;
        this.nodes = new ControlNodes(session, new Paths(application));
        this.pending = pending;
    }

    /** Opens a session of its own with the store; open a new control when a stage fails with {@code SESSION_EXPIRED}. */
    public static CompletionStage<LeaseControl> open(CoordinationStore store, String application) {
        Pending pending = new Pending();
        return store.open(SESSION_TIMEOUT, pending).thenApply(session -> new LeaseControl(session, application, pending));
    }

    public CompletionStage<Steering> steering() {
        return nodes.steering();
    }

    /**
     * Changes what holds until it is changed again: pauses, drained workers, maintenance. Completes when it is stored.
     *
     * @param change gets what is stored; called again if somebody else changes it at the same moment
     */
    public CompletionStage<Steering> steer(UnaryOperator<Steering> change) {
        return nodes.steer(change);
    }

    /**
     * Takes the lease from its owner, if it has one, and gives it out anew from where it is: a FAILED one is tried again. Completes when its record says so.
     * The owner is asked for it first and has the drain deadline for its running batch. Fails with IllegalStateException if the lease has ended.
     */
    public CompletionStage<Void> retry(LeaseKey key) {
        return restart(key, Optional.empty());
    }

    /**
     * Like {@link #retry}, from another position, which may lie before the stored one: the only way a checkpoint goes back. Under the new epoch
     * nothing is accepted that an owner of before may still write.
     */
    public CompletionStage<Void> reset(LeaseKey key, String position) {
        return restart(key, Optional.of(position));
    }

    private CompletionStage<Void> restart(LeaseKey key, Optional<String> position) {
        return nodes.post(key, position).thenCompose(posted -> {
            Order order = new Order(nodes, posted, new CompletableFuture<>());
            pending.add(order);
            order.check();
            return order.done;
        });
    }

    @Override
    public void close() {
        session.close();
    }

    /** One that is on its way. */
    private static final class Order {
        private final ControlNodes nodes;
        private final ControlNodes.Posted posted;
        private final CompletableFuture<Void> done;

        Order(ControlNodes nodes, ControlNodes.Posted posted, CompletableFuture<Void> done) {
            this.nodes = nodes;
            this.posted = posted;
            this.done = done;
        }

        void check() {
            if (done.isDone()) return;
            var unused = nodes.isDone(posted, this::check).whenComplete((isDone, failure) -> {
                if (failure != null) done.completeExceptionally(failure);
                else if (isDone) done.complete(null);
            });
        }
    }

    /** Orders are asked about anew when the session has been out of touch, since the news may have been lost. */
    private static final class Pending implements SessionListener {
        private final Set<Order> orders = ConcurrentHashMap.newKeySet();

        void add(Order order) {
            orders.add(order);
            var unused = order.done.whenComplete((value, failure) -> orders.remove(order));
        }

        @Override
        public void suspended() {
            log.debug("suspended: {} orders wait", orders.size());
        }

        @Override
        public void reconnected() {
            orders.forEach(Order::check);
        }

        @Override
        public void expired() {
            StoreException over = new StoreException(StoreException.Kind.SESSION_EXPIRED, -1, "whether the order is carried out is not known");
            orders.forEach(order -> order.done.completeExceptionally(over));
        }
    }
}
