package io.anabranch.kcl.run;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Something to be done on a loop later: set at most once at a time. Confined to that loop. */
final class Alarm {
    private final Scheduler scheduler;
    private final Executor loop;
    private final Runnable task;
    private @Nullable Setting setting;

    Alarm(Scheduler scheduler, Executor loop, Runnable task) {
        this.scheduler = scheduler;
        this.loop = loop;
        this.task = task;
    }

    /** One setting; an alarm that was cancelled or set anew knows an old one that still rings by it. */
    private static final class Setting {
        private Runnable cancel = () -> {};
    }

    boolean isSet() {
        return setting != null;
    }

    /** Does nothing while the alarm is set. */
    void set(Duration delay) {
        if (setting != null) return;
        Setting made = new Setting();
        setting = made;
        made.cancel = scheduler.after(delay, () -> loop.execute(() -> ring(made)));
    }

    void reset(Duration delay) {
        cancel();
        set(delay);
    }

    void cancel() {
        if (setting != null) setting.cancel.run();
        setting = null;
    }

    private void ring(Setting made) {
        if (setting != made) return;
        setting = null;
        task.run();
    }
}
