package io.anabranch.lease.protocol;

import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.model.Steering;
import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationSession.Node;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.Write;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** An operator's side of the nodes through which a leader is told what is wanted; no loop, no state. */
public final class ControlNodes {
    private final CoordinationSession session;
    private final Paths paths;

    public ControlNodes(CoordinationSession session, Paths paths) {
        this.session = session;
        this.paths = paths;
    }

    public CompletionStage<Steering> steering() {
        return session.sync().thenCompose(synced -> session.read(paths.steering(), Optional.empty())).thenApply(ControlNodes::steering);
    }

    /** Applies the change to what is stored at that moment, again if somebody else changes it meanwhile. */
    public CompletionStage<Steering> steer(UnaryOperator<Steering> change) {
        return session.sync().thenCompose(synced -> session.read(paths.steering(), Optional.empty())).thenCompose(node -> {
            Steering next = change.apply(steering(node));
            byte[] data = SteeringNode.encode(next);
            Write write = node.<Write>map(found -> new Write.Replace(paths.steering(), data, found.version()))
                    .orElseGet(() -> new Write.Create(paths.steering(), data, Write.Mode.PERSISTENT));
            return orElse(session.write(List.of(write)).thenApply(written -> next), failure -> switch (failure.kind()) {
                case BAD_VERSION, NODE_EXISTS -> steer(change);
                case NO_NODE -> noApplication();
                case NOT_EMPTY, SESSION_EXPIRED, OUTCOME_UNKNOWN, REJECTED -> CompletableFuture.failedStage(failure);
            });
        });
    }

    /**
     * Posts the order to give the lease out anew.
     *
     * @return the posted node's path, with the generation that the lease's record has until the order is carried out
     */
    public CompletionStage<Posted> post(LeaseKey key, Optional<String> position) {
        return session.sync().thenCompose(synced -> record(key)).thenCompose(record -> {
            if (record.isEmpty()) return CompletableFuture.failedStage(new NoSuchElementException("no such lease: " + key));
            if (record.get().state() == LeaseState.ENDED) return CompletableFuture.failedStage(new IllegalStateException("has ended for good: " + key));
            return session.write(List.of(new Command(key, position).post(paths)))
                    .thenApply(results -> new Posted(key, results.get(0).path(), record.get().generation()));
        });
    }

    /** True once the order is carried out; the watcher is told when it is worth asking again. Fails if the leader found that it could not be. */
    public CompletionStage<Boolean> isDone(Posted posted, Runnable watcher) {
        return session.read(posted.path(), Optional.of(watcher)).thenCompose(node -> {
            if (node.isPresent()) return CompletableFuture.completedStage(false);
            return session.sync().thenCompose(synced -> record(posted.key())).thenApply(record -> {
                if (record.filter(found -> found.generation() > posted.generation()).isPresent()) return true;
                throw new IllegalStateException("could not be carried out: " + posted.key() + " has ended");
            });
        });
    }

    /** An order that is on its way. */
    public record Posted(LeaseKey key, String path, int generation) {}

    private CompletionStage<Optional<LeaseRecord>> record(LeaseKey key) {
        return session.read(paths.record(key), Optional.empty()).thenApply(node -> node.map(found -> LeaseRecord.decode(found.data())));
    }

    private static Steering steering(Optional<Node> node) {
        return node.map(found -> SteeringNode.decode(found.data())).orElse(Steering.NONE);
    }

    private <T> CompletionStage<T> noApplication() {
        return CompletableFuture.failedStage(new NoSuchElementException("no such application: " + paths.application()));
    }

    private interface Remedy<T> {
        CompletionStage<T> of(StoreException failure);
    }

    private static <T> CompletionStage<T> orElse(CompletionStage<T> stage, Remedy<T> remedy) {
        return stage.handle((value, failure) -> failure == null ? CompletableFuture.completedStage(value)
                : remedy.of(Link.asStoreException(failure))).thenCompose(next -> next);
    }
}
