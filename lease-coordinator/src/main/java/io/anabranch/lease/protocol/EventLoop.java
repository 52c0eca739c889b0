package io.anabranch.lease.protocol;

import java.time.Duration;

/** One thread's worth of work: tasks run one at a time, in the order they came, and timers by the same clock that {@link #nanoTime} reads. */
public interface EventLoop {
    /**
     * Runs the task later on the loop. Callable from any thread.
     *
     * @return false if the loop has ended: the task will not run
     */
    boolean execute(Runnable task);

    /** Runs the task on the loop, no earlier than {@code delay} from now. */
    Timer after(Duration delay, Runnable task);

    /** A clock for differences only, in nanoseconds; callable from any thread. */
    long nanoTime();

    /** A task that has not run yet. */
    interface Timer {
        /** After this, called on the loop, the task does not run. */
        void cancel();
    }
}
