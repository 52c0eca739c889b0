package io.anabranch.kcl.run;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in order, on threads borrowed from a shared executor: one task a turn, so that loops which share the executor take turns.
 * What one task wrote the next one sees. Thread-safe; execute never blocks.
 */
final class SerialLoop implements Executor {
    private static final Logger log = LoggerFactory.getLogger(SerialLoop.class);

    private final String name;
    private final Executor executor;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean scheduled;

    SerialLoop(String name, Executor executor) {
        this.name = name;
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (scheduled) return;
            scheduled = true;
        }
        turn();
    }

    private void turn() {
        try {
            executor.execute(this::runOne);
        } catch (RejectedExecutionException e) {
            // The executor was shut down, and the worker with it: nothing runs any more.
            log.debug("{} stopped: the executor takes no more tasks", name);
        }
    }

    private void runOne() {
        try {
            next().run();
        } catch (RuntimeException | Error e) {
            log.error("{} a task of the loop failed", name, e);
        } finally {
            if (more()) turn();
        }
    }

    private Runnable next() {
        synchronized (tasks) {
            return tasks.remove();
        }
    }

    private boolean more() {
        synchronized (tasks) {
            scheduled = !tasks.isEmpty();
            return scheduled;
        }
    }
}
