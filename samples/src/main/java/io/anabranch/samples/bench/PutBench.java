package io.anabranch.samples.bench;

import io.anabranch.samples.bench.PutBodies.Format;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import io.anabranch.simulator.stream.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** PutRecords of 500 x 100 B through loopback against the bare server, client and servers in this one process. */
public final class PutBench {
    private static final int SHARDS = 8;
    private static final int BODIES = 20;

    private final Path folder;
    private final int rounds;
    private final Duration cell;
    private final LongSupplier nanos;
    private final RandomGenerator random;

    /**
     * @param folder an existing folder; emptied again
     * @param rounds counted rounds, after one that warms up
     * @param cell   how long each cell of a round takes
     */
    public PutBench(Path folder, int rounds, Duration cell, LongSupplier nanos, RandomGenerator random) {
        this.folder = folder;
        this.rounds = rounds;
        this.cell = cell;
        this.nanos = nanos;
        this.random = random;
    }

    private record Cell(Format format, int connections) {
        @Override
        public String toString() {
            return "put 500 x 100 B " + format + ", " + connections + (connections == 1 ? " connection" : " connections");
        }
    }

    private record Rates(List<Double> ours, List<Double> bare) {
        Rates() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** Blocks for the whole measurement. */
    public List<Measurement> run() throws IOException {
        SampleRecords records = new SampleRecords(BODIES * PutBodies.RECORDS, 100, random);
        Map<Cell, Rates> rates = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Format format : Format.values()) {
                for (int connections : new int[] {1, 8}) {
                    Rates counted = round == 0 ? new Rates() : rates.computeIfAbsent(new Cell(format, connections), c -> new Rates());
                    measure(new Cell(format, connections), PutBodies.requests(format, "bench", records), counted);
                }
            }
        }
        List<Measurement> measurements = new ArrayList<>();
        rates.forEach((c, r) -> measurements.add(new Measurement(c.toString(), Measurement.median(r.ours), Optional.of(Measurement.median(r.bare)))));
        return measurements;
    }

    private void measure(Cell c, List<byte[]> requests, Rates rates) throws IOException {
        Path file = folder.resolve("bare.log");
        try (BareServer bare = BareServer.start(file)) {
            rates.bare.add(drive(bare.port(), c, requests));
        }
        Disk.force(file);
        Files.delete(file);
        Path data = Files.createDirectory(folder.resolve("ours"));
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data)); SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            simulator.streams().create("bench", SHARDS);
            rates.ours.add(drive(server.endpoint().getPort(), c, requests));
            requireStored(simulator);
        }
        Disk.force(data.resolve("streams"));
        Disk.delete(data);
    }

    private double drive(int port, Cell c, List<byte[]> requests) {
        return PutBodies.RECORDS * new LoadClient(nanos).run(port, requests, c.connections, cell.toNanos());
    }

    private static void requireStored(Simulator simulator) {
        long stored = simulator.streams().stream("bench").shards().stream().mapToLong(Shard::nextIndex).sum();
        if (stored < PutBodies.RECORDS) throw new IllegalStateException("only " + stored + " records were stored");
    }
}
