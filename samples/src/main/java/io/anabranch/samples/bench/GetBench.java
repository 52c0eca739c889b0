package io.anabranch.samples.bench;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** GetRecords from the beginning to the end of eight shards at once, a thousand records an answer and ten thousand, through loopback against the bare server. */
public final class GetBench {
    private static final int SHARDS = 8;
    private static final int PER_PUT = 500;
    private static final int BODIES = 20;

    private final Path folder;
    private final int rounds;
    private final Duration cell;
    private final long payload;
    private final LongSupplier nanos;
    private final RandomGenerator random;

    /**
     * As {@link PutBench#PutBench}.
     *
     * @param payload bytes that are there to be read
     */
    public GetBench(Path folder, int rounds, Duration cell, long payload, LongSupplier nanos, RandomGenerator random) {
        this.folder = folder;
        this.rounds = rounds;
        this.cell = cell;
        this.payload = payload;
        this.nanos = nanos;
        this.random = random;
    }

    /** Blocks for the whole measurement. */
    public List<Measurement> run() throws IOException {
        List<Measurement> measurements = new ArrayList<>();
        for (int bytes : new int[] {100, 1024}) measurements.addAll(run(bytes));
        return measurements;
    }

    private List<Measurement> run(int bytes) throws IOException {
        Path ourData = Files.createDirectory(folder.resolve("ours"));
        Path bareData = Files.createDirectory(folder.resolve("bare"));
        List<Measurement> measurements = new ArrayList<>();
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(ourData));
                SimulatorServer server = simulator.serve(ServerSettings.loopback());
                BareServer bare = BareServer.start(bareData, SHARDS)) {
            simulator.streams().create(Requests.STREAM, SHARDS);
            SampleRecords records = new SampleRecords(BODIES * PER_PUT, bytes, random);
            fill(server.port(), records, bytes);
            fill(bare.port(), records, bytes);
            for (int limit : new int[] {1_000, 10_000}) {
                for (Format format : Format.values()) measurements.add(run(new Cell(format, bytes, limit), server.port(), bare.port()));
            }
        }
        Disk.delete(ourData);
        Disk.delete(bareData);
        return measurements;
    }

    private void fill(int port, SampleRecords records, int bytes) throws IOException {
        List<byte[]> requests = Requests.puts(Format.CBOR, records, PER_PUT);
        try (Connection connection = new Connection(port)) {
            for (long put = 0; put < puts(bytes); put++) connection.call(requests.get((int) (put % requests.size())));
        }
    }

    private long puts(int bytes) {
        return payload / bytes / PER_PUT + 1;
    }

    private record Cell(Format format, int bytes, int limit) {
        @Override
        public String toString() {
            return "GetRecords of " + limit + ", " + bytes + " B " + format;
        }
    }

    private Measurement run(Cell c, int ours, int bare) {
        Turns turns = new Turns();
        for (int round = 0; round <= rounds; round++) {
            Turns counted = round == 0 ? new Turns() : turns;
            counted.reference().add(drain(bare, c));
            counted.ours().add(drain(ours, c));
        }
        return turns.measurement(c.toString(), Turns.PER_SECOND);
    }

    private double drain(int port, Cell c) {
        double drained = new LoadClient(nanos).run(port, SHARDS, cell.toNanos(), (connection, shard, round) -> {
            connection.drain(c.format, shard, c.limit);
            return 1;
        });
        return drained * puts(c.bytes) * PER_PUT / SHARDS;
    }
}
