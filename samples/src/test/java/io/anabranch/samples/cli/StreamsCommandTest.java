package io.anabranch.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.anabranch.samples.streams.StreamPlace;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import io.anabranch.simulator.server.TlsMode;
import io.anabranch.simulator.stream.Identity;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.transfer.TransferFormat;
import io.anabranch.simulator.transfer.TransferReader;
import io.anabranch.simulator.transfer.TransferRecord;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code anabranch streams} on a data folder and on a service. */
class StreamsCommandTest {
    /** 257 characters. */
    private static final String LONG_KEY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0";

    @TempDir
    private Path folder;

    /** What a command that runs says so far. */
    private volatile StringWriter progress = new StringWriter();
    private volatile StringWriter complaints = new StringWriter();
    private String out = "";
    private String err = "";

    private int run(String... arguments) {
        progress = new StringWriter();
        complaints = new StringWriter();
        CommandLine commandLine = Anabranch.commandLine();
        commandLine.setOut(new PrintWriter(progress, true)).setErr(new PrintWriter(complaints, true));
        int exitCode = commandLine.execute(arguments);
        out = progress.toString();
        err = complaints.toString();
        return exitCode;
    }

    private void ok(String arguments) {
        int exitCode = run(arguments.split(" "));
        assertThat(exitCode).as(arguments + ": " + err).isZero();
    }

    private void fails(int exitCode, String arguments, String... words) {
        assertThat(run(arguments.split(" "))).as(arguments).isEqualTo(exitCode);
        assertThat(err.lines()).hasSize(1);
        assertThat(err).contains(words);
        assertThat(out).isEmpty();
    }

    private static void put(Simulator simulator, int from, int to) {
        PutBatch batch = new PutBatch();
        for (int i = from; i < to; i++) batch.add(("key " + i).getBytes(StandardCharsets.UTF_8), ("data " + i).getBytes(StandardCharsets.UTF_8));
        simulator.streams().stream("orders").put(batch).toCompletableFuture().join();
    }

    /** A stream of seven shards in three generations, 30 records. */
    private Path data() throws Exception {
        Path data = folder.resolve("data");
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data).withIdentity(new Identity("111122223333", "eu-west-1")))) {
            simulator.streams().create("orders", 2);
            put(simulator, 0, 10);
            simulator.streams().split("orders", "0", BigInteger.ONE.shiftLeft(126));
            put(simulator, 10, 20);
            simulator.streams().merge("orders", "2", "3");
            put(simulator, 20, 30);
        }
        return data;
    }

    @Test
    void everySubcommandExplainsItself() {
        for (String name : List.of("create", "list", "describe", "put", "tail", "split", "merge", "scale", "delete", "find", "plan", "export", "import")) {
            ok("streams " + name + " --help");
            assertThat(out).contains("Usage: anabranch streams " + name).doesNotContain("Optional", "null", "java.", "${");
        }
    }

    @Test
    void aFolderIsLookedAtWhileItIsServed() throws Exception {
        Path data = data();
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data).withIdentity(new Identity("111122223333", "eu-west-1")))) {
            ok("streams list --data " + data);
            assertThat(out).contains("orders", "ACTIVE", "2 open shards");
            ok("streams describe orders --data " + data);
            assertThat(out.lines()).hasSize(7).anyMatch(line -> line.startsWith("│  └─ shardId-000000000004  open"));
            ok("streams describe orders --open --data " + data);
            assertThat(out.lines()).hasSize(4).noneMatch(line -> line.contains("closed"));
            put(simulator, 30, 31);
            ok("streams tail orders --json --data " + data);
            assertThat(out.lines()).hasSize(31).allMatch(line -> line.startsWith("{\"shardId\":\"shardId-") && line.endsWith("}"));
            fails(1, "streams create more --data " + data, "in use");
        }
    }

    @Test
    void aFolderIsChangedByTheCommandAlone() throws Exception {
        Path data = data();
        ok("streams create more --data " + data + " --shards 2 --tag team=blue");
        ok("streams split more 0 --data " + data);
        ok("streams merge more 2 3 --data " + data);
        ok("streams put more --generate --count 600 --size 20 --key k-{n} --data " + data);
        assertThat(err).startsWith("600 records in ").hasLineCount(1);
        ok("streams describe more --json --data " + data);
        assertThat(out).contains("arn:aws:kinesis:eu-west-1:111122223333:stream/more", "\"openShards\":2").hasLineCount(1);
        ok("streams tail more --data " + data);
        assertThat(out.lines()).hasSize(600);
        ok("streams scale more 4 --data " + data);
        ok("streams list --data " + data);
        assertThat(out).contains("4 open shards");
        ok("streams delete more --data " + data);
        ok("streams create many --mode on-demand --retention-hours 48 --data " + data);
        ok("streams describe many --data " + data);
        assertThat(out).contains("many  ACTIVE  4 open of 4 shards  retention 48 h");
        ok("streams delete many --data " + data);
        ok("streams list --data " + data);
        assertThat(out.lines()).hasSize(1);
    }

    @Test
    void aServiceIsAskedTheSame() throws Exception {
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data()).withIdentity(new Identity("111122223333", "eu-west-1")));
                SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            String at = " --region eu-west-1 --endpoint " + server.endpoint();
            ok("streams describe orders" + at);
            assertThat(out.lines()).hasSize(7);
            Path lines = Files.writeString(folder.resolve("lines"), "a=1\nb=2\n");
            ok("streams put orders --key-separator = --file " + lines + at);
            ok("streams tail orders" + at);
            assertThat(out.lines()).hasSize(32).anyMatch(line -> line.endsWith("  a  1"));
            ok("streams find orders a" + at);
            assertThat(out).contains("hash key 16955237001963240173058271559858726497", "shardId-000000000000  closed", "shardId-000000000004  open");
            fails(1, "streams describe fish" + at, "Stream fish under account 111122223333 not found.");
            assertThat(err).doesNotContain("Request ID");
            fails(1, "streams tail orders --shard 99" + at, "Shard shardId-000000000099 in stream orders under account 111122223333 does not exist");
            assertThat(err).doesNotContain("Request ID");
        }
    }

    @Test
    void recordsAreFoundByPosition() throws Exception {
        Path data = data();
        ok("streams tail orders --json --shard 4 --data " + data);
        List<String> all = out.lines().toList();
        String third = all.get(2).replaceFirst(".*\"sequenceNumber\":\"(\\d+)\".*", "$1");
        ok("streams tail orders --json --shard 4 --position AT_SEQUENCE_NUMBER --sequence-number " + third + " --data " + data);
        assertThat(out.lines()).containsExactlyElementsOf(all.subList(2, all.size()));
        ok("streams tail orders --json --shard 4 --position AFTER_SEQUENCE_NUMBER --sequence-number " + third + " --data " + data);
        assertThat(out.lines()).containsExactlyElementsOf(all.subList(3, all.size()));
        ok("streams tail orders --position AT_TIMESTAMP --timestamp 2000-01-01T00:00:00Z --limit 7 --data " + data);
        assertThat(out.lines()).hasSize(7);
        ok("streams tail orders --position LATEST --data " + data);
        assertThat(out).isEmpty();
    }

    @Test
    void aChildsRecordsComeAfterAllItsParents() throws Exception {
        ok("streams tail orders --data " + data());
        List<String> shards = out.lines().map(line -> line.substring(0, 20)).toList();
        assertThat(shards.lastIndexOf("shardId-000000000000")).isLessThan(shards.indexOf("shardId-000000000002"));
        assertThat(Math.max(shards.lastIndexOf("shardId-000000000002"), shards.lastIndexOf("shardId-000000000003")))
                .isLessThan(shards.indexOf("shardId-000000000004"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"o.jsonl", "o.csv.gz", "o.avro"})
    void anExportIsThereOnceItIsWhole(String name) throws Exception {
        Path file = folder.resolve(name);
        ok("streams export orders " + file + " --data " + data());
        assertThat(err).startsWith("30 records in ");
        assertThat(file).isRegularFile();
        fails(1, "streams export fish " + folder.resolve("fish.csv") + " --data " + folder.resolve("data"), "fish");
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("data", name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"o.jsonl.gz", "o.csv", "o.avro"})
    void whatWasExportedIsImportedAsItWas(String name) throws Exception {
        Path file = folder.resolve(name);
        Path copy = folder.resolve("copy");
        ok("streams export orders " + file + " --data " + data());
        ok("streams import " + file + " --data " + copy);
        assertThat(err).startsWith("30 records in ").contains("all with the sequence numbers they had");
        ok("streams describe orders --json --data " + copy);
        assertThat(out).contains("\"archive\":true");
        String imported = out.substring(out.indexOf("\"created\"")).replace("\"archive\":true,", "");
        ok("streams describe orders --json --data " + folder.resolve("data"));
        assertThat(out.substring(out.indexOf("\"created\""))).isEqualTo(imported);
        ok("streams describe orders --data " + copy);
        assertThat(out).contains("retention for ever");
        ok("streams export orders " + folder.resolve("again-" + name) + " --data " + copy);
        assertThat(plain(folder.resolve("again-" + name))).isEqualTo(plain(file));
        fails(1, "streams import " + file + " --data " + copy, "already exists");
        ok("streams import " + file + " --stream other --retention-hours 48 --to 2000-01-01T00:00:00Z --data " + copy);
        assertThat(err).startsWith("0 records");
    }

    /** Files of Avro have a random mark. */
    private static List<TransferRecord> plain(Path file) throws Exception {
        List<TransferRecord> records = new ArrayList<>();
        String name = file.getFileName().toString();
        try (InputStream in = TransferFormat.expanding(name, Files.newInputStream(file));
                TransferReader reader = TransferFormat.of(name).orElseThrow().reader(in)) {
            for (Optional<TransferRecord> next = reader.next(); next.isPresent(); next = reader.next()) records.add(next.get());
        }
        return records;
    }

    @Test
    void aBrokenLineLeavesNothingBehind() throws Exception {
        Path file = folder.resolve("o.jsonl");
        Path copy = folder.resolve("copy");
        ok("streams export orders " + file + " --data " + data());
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(20, lines.get(20).replace("shardId-", "shard-x"));
        Files.write(file, lines);
        fails(1, "streams import " + file + " --data " + copy, "line 21: not a shard id");
        lines.set(20, lines.get(19).replaceFirst("shardId-\\d+", "shardId-000000000009"));
        Files.write(file, lines);
        fails(1, "streams import " + file + " --data " + copy, "line 21: no shardId-000000000009");
        ok("streams list --data " + copy);
        assertThat(out).isEmpty();
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(copy)); SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            lines.set(20, "fish");
            Files.write(file, lines);
            fails(1, "streams import " + file + " --endpoint " + server.endpoint(), "line 21: not JSON");
            assertThat(simulator.streams().list()).isEmpty();
        }
    }

    /** What a service calls now has whole seconds. */
    @Test
    void whatCameThisVerySecondIsExported() throws Exception {
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-31T09:30:00.900Z"));
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(folder.resolve("data")).withClock(clock));
                SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            simulator.streams().create("orders", 1);
            put(simulator, 0, 10);
            ok("streams export orders " + folder.resolve("o.csv") + " --endpoint " + server.endpoint());
            assertThat(err).startsWith("10 records in ");
        }
    }

    @Test
    void aServiceTakesAFileAsPuts() throws Exception {
        Path file = folder.resolve("o.csv");
        ok("streams export orders " + file + " --data " + data());
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(folder.resolve("copy"))); SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            ok("streams import " + file + " --endpoint " + server.endpoint());
            assertThat(err).startsWith("30 records in ").contains("with new sequence numbers");
            assertThat(simulator.streams().describe("orders").shards()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"streams", "streams create", "streams create s", "streams list", "streams list --data a --endpoint http://x", "streams list --endpoint x",
        "streams create s --data d --shards 0", "streams create s --data d --mode fast", "streams create s --data d --mode on-demand --shards 2", "streams create s --data d --retention-hours 5",
        "streams put s --data d --count 1", "streams put s --data d --generate --file f", "streams put s --data d --rate -1", "streams tail s --data d --limit 0",
        "streams tail s --data d --position AT_TIMESTAMP", "streams tail s --data d --timestamp 5", "streams tail s --data d --position AT_SEQUENCE_NUMBER",
        "streams tail s --data d --position AT_SEQUENCE_NUMBER --sequence-number 5", "streams tail s --data d --shard x-y", "streams tail s --data d --as fish",
        "streams scale s 0 --data d", "streams find s " + LONG_KEY + " --data d", "streams find s 5x --hash-key --data d", "streams find s 340282366920938463463374607431768211456 --hash-key --data d",
        "streams plan --records 0 --size 1", "streams plan --size 1", "streams export s file --data d", "streams export s f.csv --data d --from noon",
        "streams import f --data d", "streams import f.csv --data d --retention-hours 3", "streams import f.csv --endpoint http://x --retention-hours 48"})
    void wrongUsageIsToldInALine(String arguments) {
        fails(2, arguments, "anabranch streams", "--help");
        assertThat(Path.of("d")).doesNotExist();
    }

    @Test
    void aFolderThatIsNotThereIsNotMadeByLooking() throws Exception {
        Path none = folder.resolve("none");
        fails(1, "streams list --data " + none, "none");
        assertThat(none).doesNotExist();
        fails(1, "streams list --data " + Files.createFile(folder.resolve("file")), "not a folder: ", "file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"streams list", "snapshot --to s"})
    void aServiceThatIsNotThereIsAFailureInALine(String command) {
        fails(1, command + " --endpoint http://127.0.0.1:1", "cannot connect");
        assertThat(err).doesNotContain("Attempt", "Exception");
    }

    @Test
    void aSnapshotIsRestored() throws Exception {
        Path data = data();
        Path snapshot = folder.resolve("snapshot");
        Path second = folder.resolve("second");
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data).withIdentity(new Identity("111122223333", "eu-west-1")));
                SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            fails(1, "snapshot --data " + data + " --to " + snapshot, "in use");
            ok("snapshot --endpoint " + server.endpoint() + " --to " + snapshot);
            fails(1, "snapshot --endpoint " + server.endpoint() + " --to " + snapshot, "not an empty folder");
        }
        ok("snapshot --data " + data + " --to " + second);
        for (Path from : List.of(snapshot, second)) {
            Path restored = folder.resolve("restored-" + from.getFileName());
            ok("restore --from " + from + " --data " + restored);
            ok("streams tail orders --data " + restored);
            assertThat(out.lines()).hasSize(30);
            fails(1, "restore --from " + from + " --data " + restored, "not an empty folder");
        }
        fails(1, "restore --from " + folder.resolve("none") + " --data " + data, "none");
        fails(2, "restore --from " + folder + " --data " + folder.resolve("x"), "no data folder");
    }

    @Test
    void aStreamThatIsNotThereTakesNothing() throws Exception {
        Path nothing = Files.createFile(folder.resolve("nothing"));
        fails(1, "streams put fish --file " + nothing + " --data " + data(), "Stream fish under account 111122223333 not found.");
    }

    @Test
    void whoSpeaksOnlyTlsIsUnderstoodOnThisMachine() throws Exception {
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(folder.resolve("data")));
                SimulatorServer server = simulator.serve(ServerSettings.loopback().withTls(TlsMode.REQUIRED))) {
            assertThat(server.endpoint().getScheme()).isEqualTo("https");
            simulator.streams().create("orders", 1);
            ok("streams put orders --generate --count 3 --endpoint " + server.endpoint());
            ok("streams tail orders --endpoint " + server.endpoint());
            assertThat(out.lines()).hasSize(3);
            ok("snapshot --to " + folder.resolve("copy") + " --endpoint " + server.endpoint());
        }
    }

    /** Any page may be answered with 200. */
    @Test
    void aPageIsNoService() throws Exception {
        HttpServer page = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        page.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("<p/>".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        page.start();
        try {
            String at = " --endpoint http://127.0.0.1:" + page.getAddress().getPort();
            fails(1, "snapshot --to " + folder.resolve("copy") + at, "no Anabranch service is at http://127.0.0.1:");
            fails(1, "streams list" + at, "no Kinesis service answers there");
        } finally {
            page.stop(0);
        }
    }

    /** docs/transfer.md shows one. */
    @Test
    void aFileMadeByHandIsImported() throws Exception {
        String page = Files.readString(Path.of("").toAbsolutePath().getParent().resolve("docs/transfer.md"));
        String block = page.substring(page.indexOf("```json\n") + 8, page.indexOf("\n```\n", page.indexOf("```json")));
        Path file = Files.writeString(folder.resolve("hand.jsonl"), block);
        ok("streams import " + file + " --data " + folder.resolve("data"));
        assertThat(err).startsWith("2 records in ").contains("with new sequence numbers");
        ok("streams tail ticks --data " + folder.resolve("data"));
        assertThat(out.lines()).containsExactly("shardId-000000000000  2026-01-02T09:30:00Z  ACME  10.5", "shardId-000000000000  2026-01-02T09:30:01Z  ACME  10.6");
    }

    @Test
    void whatIsNoGzipFileIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("f.csv.gz"), "shardId,data");
        fails(1, "streams import " + file + " --data " + folder.resolve("data"), file + " is no whole gzip file");
    }

    @Test
    void aKeyDoesNotBreakALine() throws Exception {
        Path data = data();
        try (Simulator simulator = Simulator.open(StreamPlace.settings(data))) {
            simulator.streams().create("odd", 1);
            PutBatch batch = new PutBatch();
            batch.add("a\nb".getBytes(StandardCharsets.UTF_8), new byte[] {'x'});
            simulator.streams().stream("odd").put(batch).toCompletableFuture().join();
        }
        ok("streams tail odd --data " + data);
        assertThat(out.lines()).singleElement().asString().endsWith("  a\\u000ab  x");
    }

    /** Its service is what still has the folder. */
    @Test
    void whoFollowsGoesOnWhenTheServiceIsBack() throws Exception {
        Path data = data();
        SimulatorSettings settings = SimulatorSettings.at(data).withIdentity(new Identity("111122223333", "eu-west-1"));
        int port;
        CompletableFuture<Void> tail;
        try (Simulator simulator = Simulator.open(settings); SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            port = server.port();
            URI endpoint = server.endpoint();
            tail = CompletableFuture.runAsync(() -> ok("streams tail orders --follow --position TRIM_HORIZON --limit 31 --region eu-west-1 --endpoint " + endpoint));
            await().atMost(Duration.ofSeconds(60)).until(() -> progress.toString().lines().count() == 30);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> complaints.toString().contains("trying again"));
        try (Simulator simulator = Simulator.open(settings); SimulatorServer server = simulator.serve(ServerSettings.loopback().withPort(port))) {
            assertThat(server.port()).isEqualTo(port);
            put(simulator, 30, 31);
            tail.get(60, TimeUnit.SECONDS);
        }
        assertThat(out.lines()).hasSize(31);
        assertThat(err.lines()).singleElement().asString().contains("cannot connect").endsWith("; trying again");
    }

    @Test
    void aPlanIsReckoned() {
        ok("streams plan --records 5000 --size 300 --consumers 3 --fan-out 1");
        assertThat(out).contains("needed    8 shards").hasLineCount(6);
        ok("streams plan --records 1 --size 1");
        assertThat(out).contains("needed    1 shard, the most of these");
        ok("streams plan --records 5000 --size 300 --json");
        assertThat(out.strip()).isEqualTo("{\"incomingKilobytesPerSecond\":5000,\"outgoingKilobytesPerSecond\":5000,\"shardsForIncoming\":5,"
                + "\"shardsForRecords\":5,\"shardsForOutgoing\":3,\"shardsForFanOut\":0,\"shards\":5}");
    }
}
