package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.processor.Checkpointer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A checkpointer that stores nothing outside: it checks what a live one would check, and remembers the furthest. */
final class RememberedCheckpoint implements Checkpointer {
    private final Supplier<Optional<SequenceNumber>> lastGiven;
    private Optional<SequenceNumber> furthest = Optional.empty();

    /** @param lastGiven the last record the processor was given */
    RememberedCheckpoint(Supplier<Optional<SequenceNumber>> lastGiven) {
        this.lastGiven = lastGiven;
    }

    @Override
    public void checkpoint() {
        lastGiven.get().ifPresent(this::checkpoint);
    }

    @Override
    public synchronized void checkpoint(SequenceNumber sequenceNumber) {
        Optional<SequenceNumber> last = lastGiven.get();
        if (last.isEmpty() || sequenceNumber.compareTo(last.get()) > 0) {
            throw new IllegalArgumentException("checkpoint " + sequenceNumber + " is beyond the last record given, " + last);
        }
        if (furthest.isEmpty() || sequenceNumber.compareTo(furthest.get()) > 0) furthest = Optional.of(sequenceNumber);
    }

    @Override
    public CompletionStage<Void> checkpointAsync(SequenceNumber sequenceNumber) {
        checkpoint(sequenceNumber);
        return CompletableFuture.completedFuture(null);
    }

    synchronized Optional<SequenceNumber> furthest() {
        return furthest;
    }
}
