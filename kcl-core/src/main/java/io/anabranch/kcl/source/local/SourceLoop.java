package io.anabranch.kcl.source.local;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The one thread of a source: it reads for those who waited at the tip. Not started before the first of them. */
final class SourceLoop {
    private SourceLoop() {}

    static ScheduledExecutorService create(String name) {
        var loop = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        loop.setRemoveOnCancelPolicy(true);
        return loop;
    }
}
