package io.anabranch.kcl.source.local;

import io.anabranch.kcl.source.ShardReader.Fetch;
import io.anabranch.simulator.stream.Shard;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One fetch that waits at the tip of a shard. The append only sets off a look; looking, and giving up, happen on the source's loop, one at a
 * time. The listener is registered before the first look, so no append falls between.
 */
final class TipWait {
    private final Shard shard;
    private final Growth growth;
    private final Supplier<Optional<Fetch>> read;
    private final Supplier<Fetch> emptyHanded;
    private final CompletableFuture<Fetch> answer = new CompletableFuture<>();
    private final AtomicBoolean lookPending = new AtomicBoolean();
    private volatile Shard.@Nullable Registration registration;
    private volatile @Nullable ScheduledFuture<?> looks;
    private volatile @Nullable ScheduledFuture<?> end;

    /**
     * @param read        empty if there is still nothing
     * @param emptyHanded the answer when nothing came
     */
    TipWait(Shard shard, Growth growth, Supplier<Optional<Fetch>> read, Supplier<Fetch> emptyHanded) {
        this.shard = shard;
        this.growth = growth;
        this.read = read;
        this.emptyHanded = emptyHanded;
    }

    CompletionStage<Fetch> start() {
        var unused = answer.whenComplete((fetch, failure) -> release());
        end = growth.loop().schedule(this::giveUp, growth.giveUp().toNanos(), TimeUnit.NANOSECONDS);
        looks = every(growth.lookEvery());
        registration = growth.signal().onAppend(shard, this::lookSoon);
        lookSoon();
        if (answer.isDone()) release();
        return answer;
    }

    private @Nullable ScheduledFuture<?> every(Duration pause) {
        if (pause.compareTo(growth.giveUp()) >= 0) return null;
        long nanos = pause.toNanos();
        return growth.loop().scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void lookSoon() {
        if (answer.isDone() || !lookPending.compareAndSet(false, true)) return;
        try {
            growth.loop().execute(this::look);
        } catch (RejectedExecutionException e) {
            answer.cancel(false); // the source was closed
        }
    }

    private void look() {
        lookPending.set(false);
        if (answer.isDone()) return;
        try {
            read.get().ifPresent(answer::complete);
        } catch (RuntimeException e) {
            answer.completeExceptionally(LocalFailures.failure(e));
        }
    }

    private void giveUp() {
        look();
        answer.complete(emptyHanded.get());
    }

    void cancel() {
        answer.cancel(false);
    }

    private void release() {
        Shard.Registration registered = registration;
        if (registered != null) registered.close();
        cancel(looks);
        cancel(end);
    }

    private static void cancel(@Nullable ScheduledFuture<?> task) {
        if (task != null) task.cancel(false);
    }
}
