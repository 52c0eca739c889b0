package io.anabranch.kcl.run;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.processor.Checkpointer;
import io.anabranch.kcl.processor.LeaseLostException;
import io.anabranch.lease.LeaseCoordinator;
import io.anabranch.lease.model.CheckpointResult;
import io.anabranch.lease.model.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of one claim, the framework's and the processor's own. What is asked for only ever moves forward; a position behind what was asked
 * for already is covered by it. While the store cannot be asked, the write is repeated until it is durable or the lease is gone. Thread-safe.
 */
final class ClaimCheckpointer implements Checkpointer {
    private static final Backoff UNAVAILABLE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final Lease lease;
    private final LeaseCoordinator coordinator;
    private final Scheduler scheduler;
    private final Consumer<Position> onSaved;
    private final Runnable onLost;
    private @Nullable SequenceNumber given;
    private @Nullable SequenceNumber processed;
    private @Nullable SequenceNumber asked;
    private @Nullable SequenceNumber durable;
    private @Nullable Runnable cancelSave;
    private volatile boolean refused;
    private CompletableFuture<Void> newest = CompletableFuture.completedFuture(null);

    /**
     * @param onSaved told of each new durable position, on a thread of the coordinator's
     * @param onLost  told when a write was refused for good, likewise
     */
    ClaimCheckpointer(Lease lease, LeaseCoordinator coordinator, Scheduler scheduler, Consumer<Position> onSaved, Runnable onLost) {
        this.lease = lease;
        this.coordinator = coordinator;
        this.scheduler = scheduler;
        this.onSaved = onSaved;
        this.onLost = onLost;
        if (Position.decode(lease.checkpoint()) instanceof Position.After stored) {
            given = processed = asked = durable = stored.sequenceNumber();
        }
    }

    /** The processor is about to get records up to this one. */
    synchronized void give(SequenceNumber last) {
        given = last;
    }

    /** The processor returned from records up to this one. */
    synchronized void processedTo(SequenceNumber last) {
        if (isAfter(last, processed)) processed = last;
    }

    /** Stores what was processed once {@code delay} has passed, also while the next batch is running; one such save is due at a time. */
    synchronized void saveWithin(Duration delay) {
        if (cancelSave == null && isAfter(processed, asked)) cancelSave = scheduler.after(delay, this::saveNow);
    }

    private void saveNow() {
        synchronized (this) {
            cancelSave = null;
        }
        saveProcessed();
    }

    /** The claim is over: nothing more is stored by itself. */
    synchronized void stop() {
        if (cancelSave != null) cancelSave.run();
    }

    /** Everything up to here is done with and stored, and must not be given again. */
    synchronized Optional<SequenceNumber> durable() {
        return Optional.ofNullable(durable);
    }

    /** True once a write was refused for good, and the loss told of. */
    boolean isRefused() {
        return refused;
    }

    /** The position to store when the claim ends, if it says more than the stored one. */
    synchronized Optional<SequenceNumber> unsaved() {
        SequenceNumber furthest = isAfter(processed, asked) ? processed : asked;
        return isAfter(furthest, durable) ? Optional.ofNullable(furthest) : Optional.empty();
    }

    /** Stores what was processed; does not wait. */
    CompletionStage<Void> saveProcessed() {
        SequenceNumber position;
        synchronized (this) {
            position = processed;
        }
        return position == null ? CompletableFuture.completedFuture(null) : save(position);
    }

    @Override
    public void checkpoint() throws LeaseLostException, InterruptedException {
        SequenceNumber last;
        synchronized (this) {
            last = given;
        }
        if (last != null) checkpoint(last);
    }

    @Override
    public void checkpoint(SequenceNumber sequenceNumber) throws LeaseLostException, InterruptedException {
        try {
            checkpointAsync(sequenceNumber).toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LeaseLostException lost) throw lost;
            throw new IllegalStateException("checkpoint " + sequenceNumber + " of " + lease.key() + " failed", e.getCause());
        }
    }

    @Override
    public CompletionStage<Void> checkpointAsync(SequenceNumber sequenceNumber) {
        synchronized (this) {
            if (isAfter(sequenceNumber, given)) {
                throw new IllegalArgumentException("checkpoint " + sequenceNumber + " is beyond the last record given, " + given);
            }
        }
        return save(sequenceNumber).copy();
    }

    private CompletableFuture<Void> save(SequenceNumber position) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        synchronized (this) {
            if (!isAfter(position, asked)) return isAfter(position, durable) ? newest : CompletableFuture.completedFuture(null);
            asked = position;
            newest = answer;
        }
        write(position, answer, 0);
        return answer;
    }

    private void write(SequenceNumber position, CompletableFuture<Void> answer, int failures) {
        coordinator.checkpoint(lease, Position.after(position).encode())
                .whenComplete((result, failure) -> written(position, answer, failures, result, failure));
    }

    private void written(SequenceNumber position, CompletableFuture<Void> answer, int failures, @Nullable CheckpointResult result,
            @Nullable Throwable failure) {
        if (result instanceof CheckpointResult.Saved) {
            saved(position);
            answer.complete(null);
        } else if (result instanceof CheckpointResult.LeaseLost) {
            refused = true;
            onLost.run();
            answer.completeExceptionally(new LeaseLostException("lease " + lease.key() + " of epoch " + lease.epoch() + " is lost"));
        } else if (result instanceof CheckpointResult.StoreUnavailable) {
            scheduler.after(UNAVAILABLE.after(failures + 1), () -> repeat(position, answer, failures + 1));
        } else {
            answer.completeExceptionally(failure == null ? new IllegalStateException("checkpoint without a result") : unwrapped(failure));
        }
    }

    /** A newer position that was asked for meanwhile covers this one and is written instead. */
    private void repeat(SequenceNumber position, CompletableFuture<Void> answer, int failures) {
        CompletionStage<Void> newer;
        synchronized (this) {
            newer = newest;
        }
        if (newer == answer) write(position, answer, failures);
        else newer.whenComplete((done, failure) -> finish(answer, failure));
    }

    private static void finish(CompletableFuture<Void> answer, @Nullable Throwable failure) {
        if (failure == null) answer.complete(null);
        else answer.completeExceptionally(failure);
    }

    private void saved(SequenceNumber position) {
        synchronized (this) {
            if (!isAfter(position, durable)) return;
            durable = position;
        }
        onSaved.accept(Position.after(position));
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static boolean isAfter(@Nullable SequenceNumber one, @Nullable SequenceNumber other) {
        return one != null && (other == null || one.compareTo(other) > 0);
    }
}
