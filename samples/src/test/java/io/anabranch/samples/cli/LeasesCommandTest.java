package io.anabranch.samples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.anabranch.kcl.Worker;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.processor.FailurePolicy;
import io.anabranch.kcl.source.local.SimulatorSource;
import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.zookeeper.EmbeddedZooKeeper;
import io.anabranch.lease.zookeeper.ZooKeeper;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.stream.PutBatch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands against a real fleet of one worker and a real ZooKeeper. */
@Timeout(120)
class LeasesCommandTest {
    @TempDir
    private Path folder;

    private Simulator simulator;
    private EmbeddedZooKeeper server;
    private Worker worker;
    private final List<String> processed = new CopyOnWriteArrayList<>();
    private volatile boolean poisoned;
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() throws Exception {
        server = EmbeddedZooKeeper.start(folder.resolve("zookeeper"), 0);
        simulator = Simulator.open(SimulatorSettings.at(folder.resolve("data")));
        simulator.streams().create("orders", 2);
        worker = Worker.builder("billing").workerId("w1").stream("orders", Position.trimHorizon()).sharedSource(SimulatorSource.of(simulator))
                .coordination(ZooKeeper.connect(server.connectString())).allowEmbeddedCoordination().checkpointEvery(Duration.ofMillis(50))
                .onFailure(FailurePolicy.retry(0))
                .processor((records, context) -> records.forEach(record -> {
                    if (poisoned) throw new IllegalStateException("no such customer");
                    processed.add(UTF_8.decode(record.data()).toString());
                })).start();
        await().atMost(Duration.ofSeconds(30)).until(() -> list().contains("OWNED     w1"));
    }

    @AfterEach
    void stop() {
        worker.close();
        simulator.close();
        server.close();
    }

    @Test
    void aShardThatFailedIsTriedAgain() {
        poisoned = true;
        put("first");
        await().atMost(Duration.ofSeconds(30)).until(() -> list().contains("no such customer"));
        poisoned = false;
        String failed = list().lines().filter(line -> line.contains("FAILED")).findFirst().orElseThrow().split(" ")[0];
        ok("retry " + failed);
        assertThat(out).isEqualTo("given out anew: " + failed + System.lineSeparator());
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(processed).containsExactly("first"));
        assertThat(list()).doesNotContain("FAILED");
    }

    @Test
    void aPositionIsSetBackAndRecordsComeAgain() {
        put("first");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(processed).containsExactly("first"));
        ok("reset orders/shardId-000000000000 --to TRIM_HORIZON");
        ok("reset orders/shardId-000000000001 --to TRIM_HORIZON");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(processed).containsExactly("first", "first"));
    }

    @Test
    void whatIsPausedIsHeldByNobody() {
        ok("pause orders/shardId-000000000001");
        assertThat(list()).contains("PAUSED");
        await().atMost(Duration.ofSeconds(30)).until(() -> released().equals(List.of("shardId-000000000001")));
        ok("resume orders/shardId-000000000001");
        await().atMost(Duration.ofSeconds(30)).until(() -> released().isEmpty());
        ok("maintenance on");
        ok("drain w1");
        assertThat(list()).contains("maintenance: nothing moves for balance", "drained workers: w1");
        ok("drain w1 --undo");
        ok("maintenance OFF");
        assertThat(list()).doesNotContain("maintenance", "drained");
        ok("list --json");
        assertThat(out).startsWith("{\"maintenance\":false,\"drained\":[],\"leases\":[{\"stream\":\"orders\",\"shard\":\"shardId-000000000000\"").hasLineCount(1);
    }

    @Test
    void mistakesAreToldInALine() {
        fails(1, "retry orders/none", "no such lease: orders/none");
        fails(2, "reset orders/shardId-000000000000 --to SHARD_END", "--to");
        fails(2, "reset orders/shardId-000000000000 --to never", "--to", "never");
        fails(2, "retry orders", "STREAM/SHARD");
        fails(2, "skip orders/shardId-000000000000", "--through");
        assertThat(run("leases", "list", "--application", "nobody", "--zookeeper", server.connectString())).isZero();
        assertThat(run("leases", "pause", "orders", "--application", "nobody", "--zookeeper", server.connectString())).isEqualTo(1);
        assertThat(err).contains("no such application: nobody").hasLineCount(1);
        assertThat(run("leases", "list", "--application", "billing", "--zookeeper", "127.0.0.1:1", "--wait-s", "1")).isEqualTo(1);
        assertThat(err).contains("ZooKeeper does not answer at 127.0.0.1:1").hasLineCount(1);
    }

    private void put(String text) {
        PutBatch batch = new PutBatch();
        batch.add(text.getBytes(UTF_8), text.getBytes(UTF_8));
        simulator.streams().stream("orders").put(batch).toCompletableFuture().join();
    }

    private List<String> released() {
        return worker.leases().toCompletableFuture().join().stream().filter(lease -> lease.state() == LeaseState.RELEASED)
                .map(lease -> lease.key().shard()).toList();
    }

    private String list() {
        ok("list");
        return out;
    }

    private void ok(String command) {
        assertThat(leases(command)).as(command + ": " + err).isZero();
    }

    private void fails(int exitCode, String command, String... words) {
        assertThat(leases(command)).as(command).isEqualTo(exitCode);
        assertThat(err).hasLineCount(1).contains(words);
    }

    private int leases(String command) {
        return run(("leases " + command + " --application billing --zookeeper " + server.connectString()).split(" "));
    }

    private int run(String... arguments) {
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        CommandLine commandLine = Anabranch.commandLine();
        commandLine.setOut(new PrintWriter(outText, true)).setErr(new PrintWriter(errText, true));
        int exitCode = commandLine.execute(arguments);
        out = outText.toString();
        err = errText.toString();
        return exitCode;
    }
}
