package io.anabranch.kcl.run;

import io.anabranch.lease.LeaseCoordinator;
import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import io.anabranch.lease.model.LeaseKey;
import io.anabranch.lease.model.LeaseListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's claims: makes a loop of each lease that is granted and tells it what becomes of the lease. A claim on a shard begins only when this
 * worker's earlier claim on it has stopped, so that one process never processes a shard twice at a time.
 */
public final class ShardRunners implements LeaseListener {
    private static final Logger log = LoggerFactory.getLogger(ShardRunners.class);

    private static final Duration FAIL_AGAIN = Duration.ofSeconds(1);

    private final WorkerParts parts;
    private final LeaseCoordinator coordinator;
    private final Map<LeaseKey, Claimed> claims = new ConcurrentHashMap<>();

    /** @param ended completes when this claim and all earlier ones on the same shard have stopped */
    private record Claimed(ShardRunner runner, CompletionStage<Void> ended) {}

    /** @param join makes the coordinator that tells this listener; it is not started here */
    public ShardRunners(WorkerParts parts, Function<LeaseListener, LeaseCoordinator> join) {
        this.parts = parts;
        this.coordinator = join.apply(this);
    }

    public LeaseCoordinator coordinator() {
        return coordinator;
    }

    @Override
    public void granted(Lease lease) {
        try {
            run(lease, new ShardRunner(lease, parts, coordinator));
        } catch (IllegalArgumentException e) {
            log.error("cannot start shard={} epoch={} from checkpoint '{}'", lease.key(), lease.epoch(), lease.checkpoint(), e);
            fail(lease, "checkpoint cannot be read: " + e.getMessage());
        }
    }

    /** No loop stands for this claim: what it could not tell the store would be told by nobody. */
    private void fail(Lease lease, String reason) {
        var unused = coordinator.fail(lease, reason).thenAccept(result -> {
            if (result instanceof CheckpointResult.StoreUnavailable) parts.scheduler().after(FAIL_AGAIN, () -> fail(lease, reason));
        });
    }

    private void run(Lease lease, ShardRunner runner) {
        Claimed earlier = claims.get(lease.key());
        CompletionStage<Void> before = earlier == null ? CompletableFuture.completedFuture(null) : earlier.ended;
        Claimed claim = new Claimed(runner, before.thenCombine(runner.stopped(), (ended, stopped) -> null));
        claims.put(lease.key(), claim);
        claim.ended.thenRun(() -> claims.remove(lease.key(), claim));
        before.thenRun(runner::start);
    }

    @Override
    public void revoked(Lease lease) {
        with(lease, ShardRunner::revoked);
    }

    @Override
    public void lost(Lease lease) {
        with(lease, ShardRunner::lost);
    }

    @Override
    public void suspended() {
        log.warn("suspended: no word from the coordination store, {} shards wait", claims.size());
        tell(() -> parts.listener().suspended(parts.clock().instant()));
        claims.values().forEach(claim -> claim.runner.suspended());
    }

    @Override
    public void resumed() {
        log.info("resumed: in touch with the coordination store, {} shards go on", claims.size());
        tell(() -> parts.listener().resumed(parts.clock().instant()));
        claims.values().forEach(claim -> claim.runner.resumed());
    }

    /** Completes when every claim there is now has stopped. */
    public CompletionStage<Void> allStopped() {
        return CompletableFuture.allOf(claims.values().stream().map(claim -> claim.ended.toCompletableFuture()).toArray(CompletableFuture[]::new));
    }

    private void with(Lease lease, Consumer<ShardRunner> what) {
        Claimed claim = claims.get(lease.key());
        if (claim != null && claim.runner.epoch() == lease.epoch()) what.accept(claim.runner);
    }

    private static void tell(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException e) {
            log.error("the listener failed", e);
        }
    }
}
