package io.anabranch.samples.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The size of the demonstration.
 *
 * @param workers        worker processes at the start, 2 and more: one is killed and one is stopped
 * @param records        flights to produce, 1,000 and more, so that every phase has some to show
 * @param shards         shards at the start, 1 to 100
 * @param data           folder to keep; a temporary one that is deleted unless set
 * @param sessionTimeout of the workers, 1 s and more
 */
public record DemoOptions(int workers, long records, int shards, Optional<Path> data, Duration sessionTimeout) {
    public DemoOptions {
        if (workers < 2 || workers > 50) throw new IllegalArgumentException("workers must be 2 to 50, was " + workers);
        if (records < 1_000) throw new IllegalArgumentException("records must be at least 1000, was " + records);
        if (shards < 1 || shards > 100) throw new IllegalArgumentException("shards must be 1 to 100, was " + shards);
        if (sessionTimeout.toMillis() < 1_000) throw new IllegalArgumentException("the session timeout must be at least 1000 ms, was " + sessionTimeout.toMillis());
    }
}
