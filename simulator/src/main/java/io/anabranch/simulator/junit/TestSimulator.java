package io.anabranch.simulator.junit;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import io.anabranch.simulator.stream.StateDelays;
import io.anabranch.simulator.stream.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A simulator in a folder of its own, and its port once somebody asks for it. Thread-safe. */
final class TestSimulator implements AutoCloseable {
    private final Path data;
    private final Simulator simulator;
    private @Nullable SimulatorServer server;

    private TestSimulator(Path data, Simulator simulator) {
        this.data = data;
        this.simulator = simulator;
    }

    static TestSimulator start(KinesisSimulator wanted) throws IOException {
        Path data = Files.createTempDirectory("anabranch-test-");
        try {
            return new TestSimulator(data, open(settings(wanted, data), wanted.streams()));
        } catch (IOException | RuntimeException e) {
            delete(data);
            throw e;
        }
    }

    /** Streams that are there at the start do not wait for their state. */
    private static Simulator open(SimulatorSettings settings, String... streams) throws IOException {
        Simulator undelayed = Simulator.open(settings.withStateDelays(StateDelays.NONE));
        boolean wanted = false;
        try {
            for (String stream : streams) create(undelayed.streams(), stream);
            wanted = settings.delays().equals(StateDelays.NONE);
        } finally {
            if (!wanted) undelayed.close();
        }
        return wanted ? undelayed : Simulator.open(settings);
    }

    private static SimulatorSettings settings(KinesisSimulator wanted, Path data) {
        SimulatorSettings usual = SimulatorSettings.at(data).withDurability(Durability.NONE).withLimits(wanted.limits())
                .withStateDelay(Duration.ofMillis(wanted.stateDelayMillis()));
        return wanted.frozenClock() ? usual.withClock(InstantSource.fixed(usual.clock().instant())).withClockStandingStill(true) : usual;
    }

    private static void create(Streams streams, String wanted) {
        if (!wanted.matches("[^:]+(:[1-9]\\d{0,4})?")) throw new IllegalArgumentException("a stream is name:shards, not '" + wanted + "'");
        String[] parts = wanted.split(":", 2);
        streams.create(parts[0], parts.length == 1 ? 1 : Integer.parseInt(parts[1]));
    }

    Simulator simulator() {
        return simulator;
    }

    synchronized SimulatorEndpoint endpoint() throws IOException {
        SimulatorServer running = server;
        if (running == null) {
            running = simulator.serve(ServerSettings.loopback().withIoThreads(1));
            server = running;
        }
        return new SimulatorEndpoint(running.endpoint(), simulator.settings().region());
    }

    @Override
    public synchronized void close() throws IOException {
        try (simulator) {
            if (server != null) server.close();
        } finally {
            delete(data);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> files = Files.walk(folder)) {
            found = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : found) Files.deleteIfExists(file);
    }
}
