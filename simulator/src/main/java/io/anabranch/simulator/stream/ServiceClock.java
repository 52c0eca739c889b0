package io.anabranch.simulator.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's time: that of another clock, and what it was advanced by. Everything in the service that takes time goes by it, so a test that
 * advances it by a day sees records expire. Thread-safe.
 */
public final class ServiceClock implements InstantSource {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceClock.class);

    private final InstantSource base;
    private final Optional<ScheduledExecutorService> timer;
    private final Executor worker;
    private final TreeSet<Task> tasks = new TreeSet<>(Comparator.comparingLong(Task::dueMillis).thenComparingLong(Task::number));
    private volatile long aheadMillis;
    private long scheduled;

    private ServiceClock(InstantSource base, Optional<ScheduledExecutorService> timer, Executor worker) {
        this.base = base;
        this.timer = timer;
        this.worker = worker;
    }

    /** Goes on with {@code base}; what is scheduled runs on {@code timer} when its delay has passed, or in {@link #advance}, whichever comes first. */
    public static ServiceClock running(InstantSource base, ScheduledExecutorService timer) {
        return running(base, timer, Runnable::run);
    }

    /** As the other one, and work that may take long runs on {@code worker}, so that it delays nothing else. */
    public static ServiceClock running(InstantSource base, ScheduledExecutorService timer, Executor worker) {
        return new ServiceClock(base, Optional.of(timer), worker);
    }

    /** Nothing scheduled runs but in {@link #advance}. */
    public static ServiceClock manual(InstantSource base) {
        return new ServiceClock(base, Optional.empty(), Runnable::run);
    }

    @Override
    public Instant instant() {
        return base.instant().plusMillis(aheadMillis);
    }

    /** Epoch milliseconds. */
    @Override
    public long millis() {
        return base.millis() + aheadMillis;
    }

    /**
     * Moves the time forward at once, then runs on this thread what became due, in the order in which it did. Blocks until that is done.
     *
     * @throws IllegalArgumentException if {@code by} is negative: time never goes back
     */
    public void advance(Duration by) {
        if (by.isNegative()) throw new IllegalArgumentException("time does not go back: " + by);
        synchronized (tasks) {
            aheadMillis += by.toMillis();
        }
        for (Task due = nextDue(); due != null; due = nextDue()) due.run();
    }

    private @Nullable Task nextDue() {
        synchronized (tasks) {
            return tasks.isEmpty() || tasks.first().dueMillis() > millis() ? null : tasks.pollFirst();
        }
    }

    /** Runs {@code action} once, after {@code delay}; it should not block for long: others wait for it. Does not run if the timer was shut down before. */
    public Scheduled schedule(Duration delay, Runnable action) {
        return schedule(delay, action, false);
    }

    /** As {@link #schedule}, for an action that may block for long, or wait for one that does. */
    Scheduled scheduleWork(Duration delay, Runnable action) {
        return schedule(delay, action, true);
    }

    private Scheduled schedule(Duration delay, Runnable action, boolean isWork) {
        Task task = enqueue(delay, action, isWork);
        if (timer.isPresent()) arm(timer.get(), task, delay);
        return () -> cancel(task);
    }

    private Task enqueue(Duration delay, Runnable action, boolean isWork) {
        synchronized (tasks) {
            Task task = new Task(millis() + delay.toMillis(), scheduled++, action, isWork);
            tasks.add(task);
            return task;
        }
    }

    private void arm(ScheduledExecutorService on, Task task, Duration delay) {
        try {
            task.armed = on.schedule(() -> fire(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("shut down, not scheduled: {}", task.action, e);
        }
    }

    private void fire(Task task) {
        if (!take(task)) return;
        if (task.isWork) hand(task);
        else task.run();
    }

    private void hand(Task task) {
        try {
            worker.execute(task::run);
        } catch (RejectedExecutionException e) {
            LOG.debug("shut down, not run: {}", task.action, e);
        }
    }

    private boolean take(Task task) {
        synchronized (tasks) {
            return tasks.remove(task);
        }
    }

    private void cancel(Task task) {
        Future<?> armed = task.armed;
        if (take(task) && armed != null) armed.cancel(false);
    }

    /** Something that is to happen. */
    @FunctionalInterface
    public interface Scheduled {
        /** It does not happen any more, unless it has begun. */
        void cancel();
    }

    private static final class Task {
        private final long dueMillis;
        private final long number;
        private final Runnable action;
        private final boolean isWork;
        private volatile @Nullable Future<?> armed;

        Task(long dueMillis, long number, Runnable action, boolean isWork) {
            this.dueMillis = dueMillis;
            this.number = number;
            this.action = action;
            this.isWork = isWork;
        }

        long dueMillis() {
            return dueMillis;
        }

        long number() {
            return number;
        }

        void run() {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("scheduled task failed", e);
            }
        }
    }
}
