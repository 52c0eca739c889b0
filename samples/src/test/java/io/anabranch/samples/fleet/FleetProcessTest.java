package io.anabranch.samples.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.anabranch.samples.history.HistoryFile;
import io.anabranch.samples.history.HistoryLine;
import io.anabranch.samples.history.HistoryLine.Event;
import io.anabranch.samples.process.ChildProcess;
import io.anabranch.samples.process.Children;
import io.anabranch.samples.process.JavaCommand;
import io.anabranch.samples.worker.KinesisClients;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** {@code serve}, {@code zookeeper}, {@code fleet} with its workers and {@code replay}, each as a process, running code from a user's jar. */
class FleetProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RECORDS = 60;

    @TempDir
    private static Path folder;
    private static Path jar;
    private static Children children;
    private static URI endpoint;
    private static String zookeeper;

    @BeforeAll
    static void startServices() throws Exception {
        children = new Children(JavaCommand.likeThisProcess("io.anabranch.samples.cli.Anabranch").with("-Dlogback.configurationFile=logback.xml"), folder,
                Duration.ofSeconds(10));
        jar = UserJar.make(folder);
        ChildProcess serve = start("serve", "--data", folder.resolve("data").toString(), "--init-streams", "s:4");
        ChildProcess coordination = start("zookeeper", "--data", folder.resolve("zookeeper").toString());
        endpoint = URI.create(serve.awaitReady(PATIENCE));
        zookeeper = coordination.awaitReady(PATIENCE);
    }

    @AfterAll
    static void endAll() {
        children.close();
    }

    private static ChildProcess start(String command, String... flags) throws IOException {
        return start(command, new ArrayList<>(), flags);
    }

    private static ChildProcess start(String command, List<String> output, String... flags) throws IOException {
        return children.start(command, Stream.concat(Stream.of(command), Stream.of(flags)).toList(), output::add);
    }

    @Test
    void aFleetRunsCodeFromAJarStopsAsOneAndAReplaySeesTheSame() throws Exception {
        Path live = Files.createDirectories(folder.resolve("live"));
        Path histories = folder.resolve("histories");
        ChildProcess fleet = start("fleet", "--workers", "2", "--worker-id", "w", "--application", "a", "--stream", "s", "--endpoint", endpoint.toString(),
                "--zookeeper", zookeeper, "--history", histories.toString(), "--logs", folder.resolve("logs").toString(), "--processor", UserJar.PROCESSOR,
                "--classpath", jar.toString(), "--set", "out=" + live);
        put();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines(live)).hasSize(RECORDS));
        await().atMost(PATIENCE).until(() -> claimed(histories, "w-1") && claimed(histories, "w-2"));
        List<ProcessHandle> workers = ProcessHandle.of(fleet.pid()).orElseThrow().children().toList();
        assertThat(workers).hasSize(2);

        fleet.terminate();

        assertThat(fleet.awaitExit(PATIENCE)).isZero();
        assertThat(workers).noneMatch(ProcessHandle::isAlive);
        assertThat(openClaims(histories, "w-1")).isEmpty();
        assertThat(openClaims(histories, "w-2")).isEmpty();
        assertThat(folder.resolve("fleet.log")).isEmptyFile();
        assertThatAReplaySees(live);
    }

    @Test
    void aWorkerOfAStreamThatIsNotThereSaysSoAndBeginsWhenItIs() throws Exception {
        List<String> output = new CopyOnWriteArrayList<>();
        ChildProcess worker = start("worker", output, "--worker-id", "early", "--application", "b", "--stream", "none", "--endpoint", endpoint.toString(),
                "--zookeeper", zookeeper);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(worker.log()).content().contains("the catalog fails"));
        assertThat(output).singleElement().asString().contains("worker=early joins application=b", zookeeper, "stream=none", endpoint.toString());
        try (KinesisAsyncClient kinesis = KinesisClients.of(Optional.of(endpoint), "us-east-1")) {
            kinesis.createStream(request -> request.streamName("none").shardCount(1)).join();
        }
        await().atMost(PATIENCE).until(() -> output.stream().anyMatch(line -> line.contains(" claimed, from ")));
        worker.terminate();
        assertThat(worker.awaitExit(PATIENCE)).isZero();
        assertThat(Files.readAllLines(worker.log())).satisfiesExactly(
                fails -> assertThat(fails).contains("WARN", "Stream none under account 000000000000 not found."),
                answers -> assertThat(answers).contains("WARN", "the catalog answers again"));
    }

    private void assertThatAReplaySees(Path live) throws Exception {
        Path replayed = Files.createDirectories(folder.resolve("replayed"));
        List<String> output = new CopyOnWriteArrayList<>();
        ChildProcess replay = start("replay", output, "--stream", "s", "--data", folder.resolve("data").toString(), "--processor", UserJar.PROCESSOR,
                "--classpath", jar.toString(), "--set", "out=" + replayed, "--json");
        assertThat(replay.awaitExit(PATIENCE)).isZero();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(output).singleElement().asString().contains("\"records\":" + RECORDS));
        for (int shard = 0; shard < 4; shard++) {
            String name = String.format("shardId-%012d", shard);
            assertThat(replayed.resolve(name)).hasSameTextualContentAs(live.resolve(name));
        }
        assertThat(folder.resolve("replay.log")).isEmptyFile();
    }

    private void put() {
        List<PutRecordsRequestEntry> entries = IntStream.range(0, RECORDS)
                .mapToObj(i -> PutRecordsRequestEntry.builder().partitionKey("key-" + i).data(SdkBytes.fromUtf8String("record " + i)).build()).toList();
        try (KinesisAsyncClient kinesis = KinesisClients.of(Optional.of(endpoint), "us-east-1")) {
            assertThat(kinesis.putRecords(request -> request.streamName("s").records(entries)).join().failedRecordCount()).isZero();
        }
    }

    private static List<String> lines(Path written) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(written)) {
            for (Path file : files.toList()) lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    private static boolean claimed(Path histories, String worker) throws IOException {
        Path history = histories.resolve(worker + ".jsonl");
        return Files.exists(history) && HistoryFile.read(history).stream().anyMatch(line -> line.event() == Event.CLAIM);
    }

    private static Collection<HistoryLine> openClaims(Path histories, String worker) throws IOException {
        TreeMap<String, HistoryLine> open = new TreeMap<>();
        for (HistoryLine line : HistoryFile.read(histories.resolve(worker + ".jsonl"))) {
            if (line.event() == Event.CLAIM) open.put(line.shard(), line);
            if (line.event() == Event.RELEASE) open.remove(line.shard());
        }
        return open.values();
    }
}
