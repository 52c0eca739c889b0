package io.anabranch.samples.bench;

import io.anabranch.samples.worker.Pause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What every measurement goes by.
 *
 * @param folder an existing folder for what is written; emptied again
 * @param rounds counted rounds, 1 or more, after one that warms up
 * @param cell   how long each cell of a round takes, where it is time that ends it
 * @param nanos  a clock that never goes back
 * @param pause  waits for what others do in their time
 * @param random gives the records' bytes
 * @param peers  other endpoints to measure in turn, where a measurement can
 */
public record Conditions(Path folder, int rounds, Duration cell, LongSupplier nanos, Pause pause, RandomGenerator random, List<Peer> peers) {
    public Conditions {
        if (rounds < 1) throw new IllegalArgumentException("rounds must be at least 1, was " + rounds);
        peers = List.copyOf(peers);
    }
}
