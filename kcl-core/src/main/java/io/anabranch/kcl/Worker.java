package io.anabranch.kcl;

import io.anabranch.kcl.run.ShardRunners;
import io.anabranch.lease.LeaseCoordinator;
import io.anabranch.lease.model.LeaseView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process' part of a fleet that shares the shards of a stream. It joins the fleet, processes the shards it is given, and checkpoints what was
 * processed. Thread-safe.
 *
 * <p>Every record is given to the processor at least once and in the order of its shard; the records of a shard's parents come before its own. A record
 * may be given again after a crash, or when a lease was lost: what came after the last checkpoint.
 */
public final class Worker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Duration LAST_CALLS = Duration.ofSeconds(2);
    private static final Duration GOODBYE = Duration.ofSeconds(10);

    private final String name;
    private final ShardRunners runners;
    private final LeaseCoordinator coordinator;
    private final Duration drainTimeout;
    private final WorkerResources resources;
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    Worker(WorkerSettings settings, ShardRunners runners, WorkerResources resources) {
        this.name = "application=" + settings.application() + " worker=" + settings.workerId();
        this.runners = runners;
        this.coordinator = runners.coordinator();
        this.drainTimeout = settings.drainTimeout();
        this.resources = resources;
    }

    /** @param application names the fleet and its checkpoints */
    public static WorkerBuilder builder(String application) {
        return new WorkerBuilder(application);
    }

    Worker start() {
        log.info("starting {}", name);
        coordinator.start().whenComplete((joined, failure) -> {
            if (failure == null) started.complete(null);
            else leave(failure);
        });
        return this;
    }

    /** Completes when the worker has joined its fleet; exceptionally if it stops before. */
    public CompletionStage<Void> started() {
        return started.copy();
    }

    /** Completes when the worker has stopped and all it started is gone; exceptionally if it could not join its fleet. */
    public CompletionStage<Void> stopped() {
        return stopped.copy();
    }

    /** The lease records of the whole application, as the coordination store has them now. */
    public CompletionStage<List<LeaseView>> leases() {
        return coordinator.leases();
    }

    /**
     * Blocks until the worker has stopped, whoever asked for it.
     *
     * @throws IllegalStateException it could not join its fleet; the cause says why
     */
    public void awaitShutdown() throws InterruptedException {
        try {
            stopped.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(name + " could not join its fleet", e.getCause());
        }
    }

    /**
     * Finishes what runs, tells the processors, checkpoints, gives the shards back, and leaves. Does not wait: the stage completes when all that is
     * done. A processor that never returns holds it up for ever; {@link #close} does not wait for ever.
     */
    public CompletionStage<Void> shutdown() {
        if (leaving.compareAndSet(false, true)) {
            log.info("draining {}", name);
            coordinator.drain().whenComplete((drained, failure) -> leave(failure));
        }
        return stopped.copy();
    }

    /**
     * A shutdown that is waited for, but no longer than the drain timeout: after that the worker leaves without its processors, whose shards go to
     * others as after a crash, only faster.
     */
    @Override
    public void close() {
        try {
            if (endsWithin(shutdown(), drainTimeout)) return;
            log.warn("not drained within {}, leaving without {}", drainTimeout, name);
            leave(null);
            if (!endsWithin(stopped, GOODBYE)) log.warn("still leaving {}", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave(null);
        }
    }

    private static boolean endsWithin(CompletionStage<Void> stage, Duration limit) throws InterruptedException {
        try {
            stage.toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true; // It ended; awaitShutdown tells why.
        }
        return true;
    }

    private void leave(@Nullable Throwable failure) {
        leaving.set(true);
        if (!left.compareAndSet(false, true)) return;
        new Thread(() -> goodbye(failure), "anabranch-leave").start();
    }

    /** Runs on a thread of its own: it blocks, and its caller may be a thread it stops. */
    private void goodbye(@Nullable Throwable failure) {
        coordinator.close();
        awaitLastCalls();
        resources.close();
        log.info("stopped {}", name);
        started.completeExceptionally(new IllegalStateException(name + " stopped before it had joined"));
        if (failure == null) stopped.complete(null);
        else stopped.completeExceptionally(failure instanceof CompletionException wrapped && wrapped.getCause() != null ? wrapped.getCause() : failure);
    }

    /** Claims that are over by now, given back or lost by leaving, tell processor and listener so, if what runs lets them. */
    private void awaitLastCalls() {
        try {
            runners.allStopped().toCompletableFuture().get(LAST_CALLS.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.warn("some processors still run {}", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
