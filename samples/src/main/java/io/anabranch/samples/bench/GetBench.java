package io.anabranch.samples.bench;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** GetRecords from the beginning to the end of eight shards at once, a thousand records an answer and ten thousand, through loopback against the bare server. */
public final class GetBench {
    private static final int SHARDS = 8;
    private static final int PER_PUT = 500;
    private static final int BODIES = 20;

    private final Conditions conditions;
    private final long payload;

    /** @param payload bytes that are there to be read; a peer that does not take them in a cell's time has what it took */
    public GetBench(Conditions conditions, long payload) {
        this.conditions = conditions;
        this.payload = payload;
    }

    /** Blocks for the whole measurement. */
    public List<Measurement> run() throws IOException {
        List<Measurement> measurements = new ArrayList<>();
        for (int bytes : new int[] {100, 1024}) measurements.addAll(run(bytes));
        return measurements;
    }

    private List<Measurement> run(int bytes) throws IOException {
        Path ourData = Files.createDirectory(conditions.folder().resolve("ours"));
        Path bareData = Files.createDirectory(conditions.folder().resolve("bare"));
        List<Measurement> measurements = new ArrayList<>();
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(ourData));
                SimulatorServer server = simulator.serve(ServerSettings.loopback());
                BareServer bare = BareServer.start(bareData, SHARDS)) {
            simulator.streams().create(Requests.STREAM, SHARDS);
            SampleRecords records = new SampleRecords(BODIES * PER_PUT, bytes, conditions.random());
            List<byte[]> puts = Requests.puts(Format.CBOR, records, PER_PUT);
            fill(server.port(), puts, bytes);
            fill(bare.port(), puts, bytes);
            for (int limit : new int[] {1_000, 10_000}) {
                for (Format format : Format.values()) measurements.add(run(new Cell(format, records, limit), server.port(), bare.port()));
            }
        }
        Disk.delete(ourData);
        Disk.delete(bareData);
        return measurements;
    }

    private void fill(int port, List<byte[]> requests, int bytes) throws IOException {
        try (Connection connection = new Connection(Connection.loopback(port))) {
            for (long put = 0; put < puts(bytes); put++) connection.call(requests.get((int) (put % requests.size())));
        }
    }

    private long puts(int bytes) {
        return payload / bytes / PER_PUT + 1;
    }

    private record Cell(Format format, SampleRecords records, int limit) {
        int bytes() {
            return records.payloads[0].length;
        }

        @Override
        public String toString() {
            return "GetRecords of " + limit + ", " + bytes() + " B " + format;
        }
    }

    private Measurement run(Cell c, int ours, int bare) throws IOException {
        Turns turns = new Turns();
        PeerTurns peers = new PeerTurns(conditions);
        for (int round = 0; round <= conditions.rounds(); round++) {
            Turns counted = round == 0 ? new Turns() : turns;
            counted.reference().add(drain(bare, c));
            counted.ours().add(drain(ours, c));
            peers.take(round, SHARDS, (stream, first) -> new double[] {drain(stream, c, first)});
        }
        return turns.measurement(c.toString(), Turns.PER_SECOND).with(peers.figures(0));
    }

    private double drain(int port, Cell c) throws IOException {
        double drained = new LoadClient(conditions.nanos()).run(Connection.loopback(port), SHARDS, conditions.cell().toNanos(), (connection, shard, round) -> {
            connection.drain(c.format, shard, c.limit);
            return 1;
        });
        return drained * puts(c.bytes()) * PER_PUT / SHARDS;
    }

    /** Each answer's records are counted here, which ours and the bare server's are not. */
    private double drain(PeerStream stream, Cell c, boolean first) throws IOException {
        List<byte[]> puts = Requests.puts(Format.JSON, c.records, PER_PUT);
        if (first) stream.requireRight(c.format, puts.get(0), c.records, PER_PUT);
        long end = conditions.nanos().getAsLong() + conditions.cell().toNanos();
        stream.fill(puts, puts(c.bytes()), () -> conditions.nanos().getAsLong() > end);
        return new LoadClient(conditions.nanos()).run(stream.address(), SHARDS, conditions.cell().toNanos(), (connection, shard, round) ->
                PeerStream.read(connection, c.format, shard, c.limit));
    }
}
