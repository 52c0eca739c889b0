package io.anabranch.kcl;

import io.anabranch.kcl.run.Scheduler;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a worker: made here and ended with it. A few for all shards, none of a shard's own. */
final class WorkerThreads {
    /** Processors may block, on a sink or a checkpoint: more threads than processors, but a fixed number. */
    private static final int THREADS = Math.max(8, 4 * Runtime.getRuntime().availableProcessors());

    private WorkerThreads() {}

    static ExecutorService processing(String workerId, WorkerResources resources) {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS, named("anabranch-" + workerId));
        resources.add(executor::shutdownNow);
        return executor;
    }

    static Scheduler timing(String workerId, WorkerResources resources) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, named("anabranch-timer-" + workerId));
        executor.setRemoveOnCancelPolicy(true);
        resources.add(executor::shutdownNow);
        return (delay, task) -> schedule(executor, delay, task);
    }

    private static Runnable schedule(ScheduledExecutorService executor, Duration delay, Runnable task) {
        try {
            Future<?> future = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            // The worker has ended: nothing is done later any more.
            return () -> {};
        }
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> new Thread(task, prefix + "-" + number.incrementAndGet());
    }
}
