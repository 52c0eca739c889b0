package io.anabranch.kcl.processor;

/**
 * What users write. For one shard the calls come one at a time, in order, possibly on different threads (with happens-before between them):
 * initialize, then processRecords any number of times, then one of shardEnded, leaseLost, or shutdownRequested (followed by leaseLost only if the
 * lease was lost while shutting down). Only {@link #processRecords} must be written, so a lambda is a processor.
 */
@FunctionalInterface
public interface RecordProcessor {
    /**
     * Processes the next records of one shard, never none. Returning means processed: the framework may checkpoint them.
     *
     * @throws Exception whatever went wrong: the same records are given again, with backoff, as the failure policy says; records are never
     *     skipped silently
     */
    void processRecords(RecordBatch records, ProcessorContext context) throws Exception;

    /** Before the first record of this claim. An exception is retried as for {@link #processRecords}. */
    default void initialize(ProcessorContext context) throws Exception {}

    /** Everything in the shard was processed and there is nothing more to come. The framework checkpoints SHARD_END once this has returned. */
    default void shardEnded(ProcessorContext context) throws Exception {}

    /** The shard goes to another worker or this one stops. The framework checkpoints what was processed once this has returned. */
    default void shutdownRequested(ProcessorContext context) throws Exception {}

    /** Another worker may own the shard now. Nothing can be checkpointed. */
    default void leaseLost(ProcessorContext context) {}
}
