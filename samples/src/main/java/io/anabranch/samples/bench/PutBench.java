package io.anabranch.samples.bench;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import io.anabranch.simulator.stream.Shard;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Puts through loopback against the bare server, client and servers in this one process. */
public final class PutBench {
    private static final int SHARDS = 8;
    private static final int BODIES = 20;
    private static final int FSYNC_CONNECTIONS = 32;

    private final Conditions conditions;

    public PutBench(Conditions conditions) {
        this.conditions = conditions;
    }

    private record Cell(Format format, int records, int bytes, int connections) {
        @Override
        public String toString() {
            String operation = records == 1 ? "PutRecord " : "PutRecords " + records + " x ";
            return operation + bytes + " B " + format + ", " + connections + (connections == 1 ? " connection" : " connections");
        }
    }

    /** Blocks for the whole measurement. The reference is the bare server; the peers take their turns. */
    public List<Measurement> run() throws IOException {
        List<Measurement> measurements = new ArrayList<>();
        for (int connections : new int[] {1, 8}) {
            for (Format format : Format.values()) measurements.add(measure(new Cell(format, 500, 100, connections)));
        }
        for (Format format : Format.values()) measurements.add(measure(new Cell(format, 500, 1024, 8)));
        for (Format format : Format.values()) measurements.add(measure(new Cell(format, 1, 100, 8)));
        return measurements;
    }

    private Measurement measure(Cell c) throws IOException {
        SampleRecords records = new SampleRecords(BODIES * c.records, c.bytes, conditions.random());
        List<byte[]> requests = Requests.puts(c.format, records, c.records);
        Turns turns = new Turns();
        PeerTurns peers = new PeerTurns(conditions);
        for (int round = 0; round <= conditions.rounds(); round++) {
            Turns counted = round == 0 ? new Turns() : turns;
            counted.reference().add(bare(c, requests));
            counted.ours().add(ours(c, requests, SHARDS, Durability.OS));
            peers.take(round, SHARDS, (stream, first) -> {
                if (first) stream.requireRight(c.format, requests.get(0), records, c.records);
                return new double[] {drive(stream.address(), c, requests)};
            });
        }
        return turns.measurement(c.toString(), Turns.PER_SECOND).with(peers.figures(0));
    }

    /** What durability costs: acknowledged by the disk against acknowledged by the kernel. Blocks for the whole measurement. */
    public List<Measurement> runFsync() throws IOException {
        Cell c = new Cell(Format.CBOR, 500, 100, FSYNC_CONNECTIONS);
        List<byte[]> requests = Requests.puts(c.format, new SampleRecords(BODIES * c.records, c.bytes, conditions.random()), c.records);
        List<Measurement> measurements = new ArrayList<>();
        for (int shards : new int[] {1, 8, 64}) {
            Turns turns = new Turns();
            for (int round = 0; round <= conditions.rounds(); round++) {
                Turns counted = round == 0 ? new Turns() : turns;
                counted.reference().add(ours(c, requests, shards, Durability.OS));
                counted.ours().add(ours(c, requests, shards, Durability.FSYNC));
            }
            measurements.add(turns.measurement("fsync by os, " + FSYNC_CONNECTIONS + " connections, shards " + shards, Turns.PER_SECOND));
        }
        return measurements;
    }

    private double bare(Cell c, List<byte[]> requests) throws IOException {
        Path data = Files.createDirectory(conditions.folder().resolve("bare"));
        double perSecond;
        try (BareServer bare = BareServer.start(data, SHARDS)) {
            perSecond = drive(Connection.loopback(bare.port()), c, requests);
        }
        Disk.force(data);
        Disk.delete(data);
        return perSecond;
    }

    private double ours(Cell c, List<byte[]> requests, int shards, Durability durability) throws IOException {
        Path data = Files.createDirectory(conditions.folder().resolve("ours"));
        double perSecond;
        SimulatorSettings settings = SimulatorSettings.at(data).withDurability(durability);
        try (Simulator simulator = Simulator.open(settings); SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            simulator.streams().create(Requests.STREAM, shards);
            perSecond = drive(Connection.loopback(server.port()), c, requests);
            requireStored(simulator, c.records);
        }
        Disk.force(data.resolve("streams"));
        Disk.delete(data);
        return perSecond;
    }

    private double drive(InetSocketAddress address, Cell c, List<byte[]> requests) throws IOException {
        return c.records * new LoadClient(conditions.nanos()).send(address, requests, c.connections, conditions.cell().toNanos());
    }

    private static void requireStored(Simulator simulator, int atLeast) {
        long stored = simulator.streams().stream(Requests.STREAM).shards().stream().mapToLong(Shard::nextIndex).sum();
        if (stored < atLeast) throw new IllegalStateException("only " + stored + " records were stored");
    }
}
