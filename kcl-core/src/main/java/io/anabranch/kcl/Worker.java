package io.anabranch.kcl;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.processor.FailurePolicy;
import io.anabranch.kcl.processor.ProcessorContext;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.processor.RecordProcessorFactory;
import io.anabranch.kcl.processor.WorkerListener;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.lease.store.CoordinationStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One process' part of a fleet that shares the shards of a stream. Thread-safe.
 */
public final class Worker implements AutoCloseable {
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    private Worker() {}

    /** @param application names the fleet and its checkpoints */
    public static Builder builder(String application) {
        return new Builder(application);
    }

    /** Completes when the worker has joined its fleet. */
    public CompletionStage<Void> started() {
        return started.copy();
    }

    /** Blocks until the worker has stopped, whoever asked for it. */
    public void awaitShutdown() throws InterruptedException {
    }

    /** Finishes what runs, checkpoints, gives the shards back and leaves; does not wait. The stage completes when that is done. */
    public CompletionStage<Void> shutdown() {
        return stopped.copy();
    }

    /** A shutdown that is waited for, and cut short after the drain timeout: then the shards go to others as after a crash, only faster. */
    @Override
    public void close() {
    }

    /** What a worker is made of. Required: stream, source, coordination, processor. */
    public static final class Builder {
        private Builder(String application) {}

        /** @param start where shards begin that nobody has checkpointed; only looked at when the application has not yet seen the stream */
        public Builder stream(String name, Position start) {
            return this;
        }

        /** Where the records come from. Closed with the worker. */
        public Builder source(StreamSource source) {
            return this;
        }

        /** As {@link #source}, but left open for others when the worker ends. */
        public Builder sharedSource(StreamSource source) {
            return this;
        }

        /** Where the fleet meets. Closed with the worker. */
        public Builder coordination(CoordinationStore store) {
            return this;
        }

        /** As {@link #coordination}, but left open for others when the worker ends. */
        public Builder sharedCoordination(CoordinationStore store) {
            return this;
        }

        /** Allows a coordination store inside this process for a stream that is not on this machine: a fleet of one machine only. */
        public Builder allowEmbeddedCoordination() {
            return this;
        }

        /** One processor for all shards, which are processed at the same time. */
        public Builder processor(RecordProcessor processor) {
            return this;
        }

        /** A processor for each claim on a shard. */
        public Builder processor(RecordProcessorFactory factory) {
            return this;
        }

        public Builder workerId(String id) {
            return this;
        }

        public Builder sessionTimeout(Duration timeout) {
            return this;
        }

        public Builder checkpointEvery(Duration interval) {
            return this;
        }

        public Builder onFailure(FailurePolicy policy) {
            return this;
        }

        /** Runs the processors; not shut down by the worker. */
        public Builder executor(Executor executor) {
            return this;
        }

        public Builder maxBytesInFlight(long bytes) {
            return this;
        }

        public Builder maxBatchRecords(int records) {
            return this;
        }

        public Builder drainTimeout(Duration timeout) {
            return this;
        }

        public Builder parameters(Map<String, String> parameters) {
            return this;
        }

        /** Takes what processors emit through {@code ProcessorContext.output()}; unset, it is dropped. */
        public Builder output(ProcessorContext.OutputCollector output) {
            return this;
        }

        public Builder listener(WorkerListener listener) {
            return this;
        }

        public Builder clock(InstantSource clock) {
            return this;
        }

        /** Starts the worker and returns at once; it joins its fleet as soon as the coordination store can be reached. */
        public Worker start() {
            return new Worker();
        }
    }
}
