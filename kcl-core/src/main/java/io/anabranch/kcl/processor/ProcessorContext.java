package io.anabranch.kcl.processor;

import io.anabranch.kcl.model.ShardId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** What a processor may know and use; the same live and in a replay. One for each claim on a shard. */
public interface ProcessorContext {
    enum Mode { LIVE, REPLAY }

    String stream();

    ShardId shard();

    Mode mode();

    /** Live: the system's. In a replay it follows the records: it shows the arrival time of the newest one given. */
    InstantSource clock();

    /** Runs {@code task} on the shard's own loop, between batches, once {@link #clock} has moved by {@code delay}. Void after the claim's end. */
    void schedule(Duration delay, TimerTask task);

    Checkpointer checkpointer();

    /** Rises with every claim on the shard, whoever claims: a sink that refuses lower tokens than it has seen is safe from stale owners. */
    long fencingToken();

    /** False once another worker may have claimed the shard: do nothing more that cannot be taken back. */
    boolean isValid();

    /** What was set for this run: {@code --set key=value}, or the builder's. */
    Map<String, String> parameters();

    /** Where results go that the caller of the run collects. */
    OutputCollector output();

    /** As a processor's other code it may throw, and is retried then. */
    @FunctionalInterface
    interface TimerTask {
        void run() throws Exception;
    }

    /** Takes results. Thread-safe. */
    @FunctionalInterface
    interface OutputCollector {
        /** @param name what the value is; values of one name are collected in the order of each shard */
        void emit(String name, Object value);
    }
}
