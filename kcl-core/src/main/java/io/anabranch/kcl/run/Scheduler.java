package io.anabranch.kcl.run;

import java.time.Duration;

/** Runs things later. Thread-safe. */
@FunctionalInterface
public interface Scheduler {
    /**
     * Runs {@code task} once, on a thread that must not be blocked.
     *
     * @return takes the task back if it has not begun
     */
    Runnable after(Duration delay, Runnable task);
}
