package io.anabranch.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.anabranch.samples.history.HistoryFile;
import io.anabranch.samples.history.HistoryLine;
import io.anabranch.samples.worker.KinesisClients;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** The packaged distribution, unpacked in a folder with a space in its name and run from another one, through a symbolic link. */
class DistributionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path temporary;
    private Path link;

    @BeforeEach
    void unpack() throws IOException {
        Path target = Files.createDirectories(temporary.resolve("un packed"));
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(Path.of(System.getProperty("anabranch.distribution"))))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) unpack(zip, entry, target);
        }
        Path root;
        try (var folders = Files.list(target)) {
            root = folders.findFirst().orElseThrow();
        }
        assertThat(root.resolve("LICENSE")).isRegularFile();
        assertThat(root.resolve("NOTICE")).isRegularFile();
        assertThat(root.resolve("README.md")).isRegularFile();
        assertThat(root.resolve("docs/faults.md")).isRegularFile();
        Path launcher = root.resolve("bin/anabranch");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        link = Files.createSymbolicLink(temporary.resolve("anabranch"), launcher);
    }

    private static void unpack(InputStream zip, ZipEntry entry, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        assertThat(path).startsWithRaw(target);
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        Files.copy(zip, path);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void runsTheDemoAndEveryCheckHolds() throws Exception {
        Path data = temporary.resolve("demo data");
        Run demo = run("demo", "--records", "20000", "--data", data.toString());
        assertThat(demo.exitCode).as(demo.toString()).isZero();
        assertThat(demo.out).contains("every check holds").doesNotContain("FAIL");

        Run replay = run("replay", "--stream", "flights", "--data", data.toString(), "--processor", "io.anabranch.samples.demo.FlightProcessor",
                "--set", "registry=" + data, "--json");
        assertThat(replay.exitCode).as(replay.toString()).isZero();
        assertThat(replay.out.strip()).startsWith("{").endsWith("}").contains("\"records\":20000", "\"digest\":\"").hasLineCount(1);

        aWorkerGoesOnFromTheCheckpointsOfTheDemo(data);

        Run version = run("--version");
        assertThat(version.exitCode).isZero();
        assertThat(version.out).startsWith("anabranch ").doesNotContain("not packaged").hasLineCount(1);
    }

    /** As far as that goes without a container engine: what the Dockerfile starts starts, and its health check tells whether it answers. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void theHealthCheckOfTheImageTellsWhetherItServes() throws Exception {
        Path root = link.toRealPath().getParent().getParent();
        String dockerfile = Files.readString(root.resolve("Dockerfile"));
        assertThat(root.resolve(".dockerignore")).isRegularFile();
        assertThat(words(dockerfile, "ENTRYPOINT ")).containsExactly("/opt/anabranch/bin/anabranch");
        List<String> command = words(dockerfile, "CMD ");
        List<String> arguments = new ArrayList<>(command);
        arguments.set(command.indexOf("--port") + 1, "0");
        arguments.set(command.indexOf("--data") + 1, temporary.resolve("data").toString());
        try (Service serve = new Service(arguments.toArray(String[]::new))) {
            int port = URI.create(serve.ready()).getPort();
            assertThat(healthy(dockerfile, port)).isTrue();
            assertThat(serve.stop()).isZero();
            assertThat(healthy(dockerfile, port)).isFalse();
        }
    }

    private static boolean healthy(String dockerfile, int port) throws Exception {
        List<String> check = words(dockerfile, "HEALTHCHECK ").stream().map(word -> word.replace("/4567", "/" + port)).toList();
        Process process = new ProcessBuilder(check).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue() == 0;
    }

    /** The array of an instruction, as a container engine reads it. */
    private static List<String> words(String dockerfile, String instruction) throws IOException {
        String line = dockerfile.replace("\\\n", " ").lines().filter(candidate -> candidate.startsWith(instruction)).findFirst().orElseThrow();
        return List.of(new ObjectMapper().readValue(line.substring(line.indexOf('[')), String[].class));
    }

    /** What was checkpointed does not come again, and what is put now does. */
    private void aWorkerGoesOnFromTheCheckpointsOfTheDemo(Path data) throws Exception {
        Path history = temporary.resolve("later.jsonl");
        try (Service serve = new Service("serve", "--data", data.toString());
                Service zookeeper = new Service("zookeeper", "--data", data.resolve("zookeeper").toString());
                Service worker = new Service("worker", "--application", "flights", "--stream", "flights", "--endpoint", serve.ready(), "--zookeeper",
                        zookeeper.ready(), "--history", history.toString())) {
            List<String> put = put(URI.create(serve.ready()));
            await().atMost(PATIENCE).until(() -> records(history).size() >= put.size());
            assertThat(worker.stop()).isZero();
            assertThat(records(history)).containsExactlyInAnyOrderElementsOf(put);
            assertThat(zookeeper.stop()).isZero();
            assertThat(serve.stop()).isZero();
        }
    }

    private static List<String> put(URI endpoint) {
        List<PutRecordsRequestEntry> entries = IntStream.range(0, 100)
                .mapToObj(i -> PutRecordsRequestEntry.builder().partitionKey("later-" + i).data(SdkBytes.fromUtf8String("later")).build()).toList();
        try (KinesisAsyncClient kinesis = KinesisClients.of(Optional.of(endpoint), "us-east-1")) {
            return kinesis.putRecords(request -> request.streamName("flights").records(entries)).join().records().stream()
                    .map(PutRecordsResultEntry::sequenceNumber).toList();
        }
    }

    private static List<String> records(Path history) throws IOException {
        if (!Files.exists(history)) return List.of();
        return HistoryFile.read(history).stream().filter(line -> line.event() == HistoryLine.Event.RECORD).map(HistoryLine::sequence).toList();
    }

    /** A command that runs until it is told to stop, through the launcher. */
    private final class Service implements AutoCloseable {
        private final Process process;
        private final Path out;

        Service(String... arguments) throws IOException {
            out = Files.createTempFile(temporary, arguments[0], ".out");
            process = builder(out, Files.createTempFile(temporary, arguments[0], ".err"), arguments).start();
        }

        String ready() {
            await().atMost(PATIENCE).until(() -> Files.readString(out).endsWith("\n"));
            return readLine(out).substring("ready ".length());
        }

        int stop() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("stops in time").isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static String readLine(Path file) {
        try {
            return Files.readAllLines(file).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessBuilder builder(Path out, Path err, String... arguments) {
        List<String> line = new ArrayList<>(List.of(link.toString()));
        line.addAll(List.of(arguments));
        return new ProcessBuilder(line).directory(temporary.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
    }

    private record Run(int exitCode, String out, String err) {}

    private Run run(String... arguments) throws Exception {
        Path out = Files.createTempFile(temporary, "out", "");
        Path err = Files.createTempFile(temporary, "err", "");
        Process process = builder(out, err, arguments).start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("ends in time").isTrue();
            return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroy();
        }
    }
}
