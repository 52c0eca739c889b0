package io.anabranch.kcl.run;

import io.anabranch.lease.model.CheckpointResult;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the writes that change a claim's state: repeated, with pauses, until the store says that it happened or that the lease is gone. Confined to
 * the claim's loop.
 */
final class LeaseWrite {
    private static final Backoff UNAVAILABLE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final String what;
    private final Executor loop;
    private final Scheduler scheduler;
    private final ClaimEvents events;
    private final BooleanSupplier wanted;

    /** @param wanted asked before each repetition */
    LeaseWrite(String what, Executor loop, Scheduler scheduler, ClaimEvents events, BooleanSupplier wanted) {
        this.what = what;
        this.loop = loop;
        this.scheduler = scheduler;
        this.events = events;
        this.wanted = wanted;
    }

    void start(Supplier<CompletionStage<CheckpointResult>> write, Runnable onSaved, Runnable onLost) {
        attempt(write, onSaved, onLost, 1);
    }

    private void attempt(Supplier<CompletionStage<CheckpointResult>> write, Runnable onSaved, Runnable onLost, int attempt) {
        write.get().whenComplete((result, failure) -> loop.execute(() -> {
            if (result instanceof CheckpointResult.Saved) onSaved.run();
            else if (result instanceof CheckpointResult.LeaseLost) onLost.run();
            else again(result, failure, attempt, () -> attempt(write, onSaved, onLost, attempt + 1));
        }));
    }

    private void again(@Nullable CheckpointResult result, @Nullable Throwable failure, int attempt, Runnable next) {
        if (attempt == 1) report(result, failure);
        scheduler.after(UNAVAILABLE.after(attempt), () -> loop.execute(() -> {
            if (wanted.getAsBoolean()) next.run();
        }));
    }

    private void report(@Nullable CheckpointResult result, @Nullable Throwable failure) {
        if (result instanceof CheckpointResult.StoreUnavailable unavailable) {
            events.trouble(what + " could not be stored, will be repeated", unavailable.cause());
        } else {
            events.fault(what + " failed, will be repeated", failure == null ? new IllegalStateException("no result") : failure);
        }
    }
}
