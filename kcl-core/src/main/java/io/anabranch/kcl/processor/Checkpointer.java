package io.anabranch.kcl.processor;

import io.anabranch.kcl.model.SequenceNumber;
import java.util.concurrent.CompletionStage;

/**
 * Stores how far a shard was processed. The framework checkpoints by itself (asynchronously, what processRecords has returned from); an explicit
 * checkpoint says it at a moment of the processor's choosing. A checkpoint never goes back. Thread-safe.
 */
public interface Checkpointer {
    /** Everything given to the processor so far, the batch in hand included. Durable on return. @throws LeaseLostException nothing was stored */
    void checkpoint() throws LeaseLostException, InterruptedException;

    /** Up to and including this record number of this shard, at most the last one given. Durable on return. */
    void checkpoint(SequenceNumber sequenceNumber) throws LeaseLostException, InterruptedException;

    default void checkpoint(KinesisRecord record) throws LeaseLostException, InterruptedException {
        checkpoint(record.sequenceNumber());
    }

    /** The same without waiting; the stage completes when durable, or exceptionally with {@link LeaseLostException}. */
    CompletionStage<Void> checkpointAsync(SequenceNumber sequenceNumber);
}
