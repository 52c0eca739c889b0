package io.anabranch.kcl.source.local;

import io.anabranch.kcl.source.SourceLoop;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.Stream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/** Streams of a data folder that this process only reads; another process may write it meanwhile. */
public final class Archive {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private Archive() {}

    /**
     * Opens a data folder of the simulator. A reader at the tip looks for growth twenty times a second. The source's clock is the system's, or the arrival of
     * the stream's newest record where that is later: whoever wrote the folder may have had another clock.
     *
     * @throws UncheckedIOException there is no data folder, or it cannot be read
     */
    public static StreamSource open(Path dataFolder) {
        ScheduledExecutorService loop = SourceLoop.create("archive-source");
        return open(dataFolder, InstantSource.system(), loop, loop::shutdownNow);
    }

    static StreamSource open(Path dataFolder, InstantSource clock, ScheduledExecutorService loop, Runnable onClose) {
        try {
            Simulator simulator = Simulator.openReadOnly(dataFolder);
            var growth = new Growth(Growth.UNHEARD, LOOK_EVERY, LONGEST_WAIT, loop);
            return new LocalSource(simulator.streams(), growth, stream -> now(simulator.streams().stream(stream), clock), () -> {
                onClose.run();
                simulator.close();
            });
        } catch (IOException e) {
            onClose.run();
            throw new UncheckedIOException("cannot read the data folder " + dataFolder + ": " + e.getMessage(), e);
        }
    }

    private static Instant now(Stream stream, InstantSource clock) {
        long newest = stream.shards().stream().mapToLong(Shard::tipArrivalMillis).max().orElse(0);
        return Instant.ofEpochMilli(Math.max(newest, clock.millis()));
    }
}
