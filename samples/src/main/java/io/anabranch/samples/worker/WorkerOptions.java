package io.anabranch.samples.worker;

import io.anabranch.kcl.model.Position;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a worker process is told.
 *
 * @param endpoint       the stream service; absent for the service of the region in the environment
 * @param zookeeper      connect string of the coordination ensemble
 * @param history        file that gets one line an event
 * @param work           how much longer each record takes, to stand for real work
 * @param start          where shards begin that nobody has checkpointed
 * @param statusEvery    how often a status line goes to standard output; absent for never
 */
public record WorkerOptions(String application, String stream, Optional<URI> endpoint, String region, String zookeeper, String workerId,
        Optional<Path> history, Duration sessionTimeout, Duration checkpointEvery, Duration work, Position start, UserCode code,
        Optional<Duration> statusEvery) {
    public WorkerOptions {
        if (work.isNegative()) throw new IllegalArgumentException("work must not be negative, was " + work);
    }

    /** Batches small enough that one takes about a second of {@link #work} at most. */
    int maxBatchRecords() {
        long workMillis = work.toMillis();
        return workMillis == 0 ? 1_000 : (int) Math.max(1, 1_000 / workMillis);
    }
}
