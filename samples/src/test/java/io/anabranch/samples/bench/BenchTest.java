package io.anabranch.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.samples.process.JavaCommand;
import io.anabranch.samples.process.Program;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** That each measurement runs to its end, checks what it did, and leaves nothing behind; how fast it was is nobody's concern here. */
class BenchTest {
    private static final Program ANABRANCH = JavaCommand.likeThisProcess("io.anabranch.samples.cli.Anabranch");
    private static final Duration SHORT = Duration.ofMillis(5);

    @TempDir
    Path folder;

    @TempDir
    Path elsewhere;

    private Conditions conditions(Peer... peers) {
        return new Conditions(folder, 1, SHORT, System::nanoTime, Thread::sleep, new SplittableRandom(1), List.of(peers));
    }

    private void requireFigures(List<Measurement> measurements, int lines) throws IOException {
        assertThat(measurements).hasSize(lines).allSatisfy(line -> {
            assertThat(line.value()).isPositive();
            assertThat(line.ratio().orElse(1.0)).isPositive();
        });
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void logs() throws IOException {
        requireFigures(new LogBench(conditions(), 1 << 20).run(), 4);
    }

    @Test
    void puts() throws IOException {
        requireFigures(new PutBench(conditions()).run(), 8);
    }

    @Test
    void fsync() throws IOException {
        requireFigures(new PutBench(conditions()).runFsync(), 3);
    }

    @Test
    void gets() throws IOException {
        requireFigures(new GetBench(conditions(), 1 << 20).run(), 8);
    }

    @Test
    void junit() throws IOException {
        requireFigures(new JunitBench(conditions()).run(), 2);
    }

    @Test
    void latency() throws IOException {
        requireFigures(new LatencyBench(conditions()).run(), 8);
    }

    @Test
    void growth() throws IOException {
        List<Measurement> measured = new GrowthBench(conditions(), 8000).run();
        requireFigures(measured, 12);
        assertThat(measured).filteredOn(line -> line.name().endsWith("writes")).hasSize(3)
                .allSatisfy(line -> assertThat(line.value()).as("a write for each put of 500 records, and some of the index").isBetween(2.0, 3.0));
    }

    @Test
    void start() throws Exception {
        List<Measurement> measured = new StartBench(conditions(), ANABRANCH, 3, 1 << 20).run();
        requireFigures(measured, 6);
        assertThat(measured).extracting(Measurement::name).contains("ready, 3 shards with 1 MiB, after a kill");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void idle() throws Exception {
        List<Measurement> measured = new IdleBench(conditions(), ANABRANCH, 4, 3, Duration.ofMillis(500)).run();
        assertThat(measured).hasSize(5).filteredOn(line -> line.unit().startsWith("MiB")).hasSize(3).allSatisfy(line -> assertThat(line.value()).isPositive());
        requireFigures(List.of(), 0);
    }

    @Test
    void peersTakeTheirTurnsAndTheirStreamIsGoneAfterwards() throws Exception {
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(elsewhere)); SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            Conditions withPeer = conditions(Peer.parse("other=" + server.endpoint()));
            for (List<Measurement> measured : List.of(new PutBench(withPeer).run(), new GetBench(withPeer, 1 << 20).run(), new LatencyBench(withPeer).run())) {
                assertThat(measured).isNotEmpty().allSatisfy(line -> assertThat(line.peers()).singleElement().isInstanceOfSatisfying(
                        PeerFigure.Measured.class, peer -> assertThat(peer.value()).isPositive()));
            }
            assertThat(simulator.streams().list()).isEmpty();
        }
    }

    @Test
    void aPeerThatCannotBeReachedIsLeftOutWithTheReason() throws IOException {
        List<Measurement> measured = new LatencyBench(conditions(Peer.parse("nobody=http://127.0.0.1:1"))).run();
        requireFigures(measured, 8);
        assertThat(measured.get(0).peers()).containsExactly(new PeerFigure.LeftOut("nobody", "Connection refused"));
        assertThat(Report.lines(measured)).last().asString().startsWith("nobody left out of PutRecord to GetRecords JSON, p50; ").endsWith(": Connection refused");
    }

    @Test
    void aPeerThatHasSuchAStreamIsLeftOutAndKeepsIt() throws Exception {
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(elsewhere)); SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            simulator.streams().create(Requests.STREAM, 1);
            List<Measurement> measured = new LatencyBench(conditions(Peer.parse("other=" + server.endpoint()))).run();
            assertThat(measured.get(0).peers()).singleElement().isInstanceOfSatisfying(PeerFigure.LeftOut.class,
                    peer -> assertThat(peer.reason()).contains("ResourceInUseException"));
            assertThat(simulator.streams().list()).hasSize(1);
        }
    }
}
