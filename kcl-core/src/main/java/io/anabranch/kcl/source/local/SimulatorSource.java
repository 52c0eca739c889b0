package io.anabranch.kcl.source.local;

import io.anabranch.kcl.source.SourceLoop;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.stream.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;

/** Streams of a simulator in this process. */
public final class SimulatorSource {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private SimulatorSource() {}

    /**
     * A reader at the tip is woken by the append itself; nothing is polled.
     *
     * @param simulator stays open when the source is closed
     */
    public static StreamSource of(Simulator simulator) {
        ScheduledExecutorService loop = SourceLoop.create("simulator-source");
        return of(simulator, loop, loop::shutdownNow);
    }

    static StreamSource of(Simulator simulator, ScheduledExecutorService loop, Runnable onClose) {
        var growth = new Growth(Shard::onAppend, LONGEST_WAIT, LONGEST_WAIT, loop);
        return new LocalSource(simulator.streams(), growth, stream -> Instant.ofEpochMilli(simulator.streams().nowMillis()), onClose);
    }
}
