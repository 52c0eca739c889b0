package io.anabranch.kcl.source;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Makes the one thread a source needs for what it does later. */
public final class SourceLoop {
    private SourceLoop() {}

    /** A daemon thread of this name, not started before it is needed. Whoever asks for it shuts it down. */
    public static ScheduledExecutorService create(String name) {
        var loop = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        loop.setRemoveOnCancelPolicy(true);
        return loop;
    }
}
