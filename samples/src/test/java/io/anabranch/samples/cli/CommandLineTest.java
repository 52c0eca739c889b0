package io.anabranch.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What scripts rely on: exit codes, one clear line, help. */
class CommandLineTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Anabranch.commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    private void assertOneLine(String... words) {
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains(words);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "serve", "zookeeper", "worker", "fleet", "replay", "streams", "leases", "snapshot", "restore", "bench"})
    void everyCommandExplainsItself(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: anabranch " + command);
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "serve", "zookeeper", "worker", "fleet", "replay", "streams", "leases", "snapshot", "restore", "bench"})
    void theListOfCommandsTellsEachInOneWholeSentence(String command) {
        assertThat(run("--help")).isZero();
        assertThat(out.toString().lines()).filteredOn(line -> line.startsWith("  " + command + " ")).singleElement().asString().endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "serve", "zookeeper", "worker", "fleet", "replay", "streams", "leases", "snapshot", "restore", "bench"})
    void helpShowsNothingOfTheInside(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).doesNotContain("Optional", "null", "java.", "${");
    }

    @Test
    void theVersionIsALine() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("anabranch ").hasLineCount(1);
    }

    @Test
    void noCommandIsWrongUsage() {
        assertThat(run()).isEqualTo(2);
        assertOneLine("a command is missing", "--help");
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        assertThat(run("swim")).isEqualTo(2);
        assertOneLine("swim");
    }

    @Test
    void aMissingFlagIsWrongUsageAndNamed() {
        assertThat(run("serve", "--port", "0")).isEqualTo(2);
        assertOneLine("--data");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port=x", "--port=70000", "--limits=strong", "--durability=paper", "--shard-limit=0", "--account=12",
        "--init-streams=a", "--init-streams=a:0", "--init-streams=a:1,,b:2", "--nonsense"})
    void aWrongFlagOfServeIsWrongUsage(String flag) {
        Path data = folder.resolve("data");
        String port = flag.startsWith("--port") ? flag : "--port=0";
        String other = flag.startsWith("--port") ? "--tls" : flag;
        assertThat(run("serve", port, "--data=" + data, other)).isEqualTo(2);
        assertOneLine("anabranch serve: ");
        assertThat(data).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--session-timeout-ms 999", "--checkpoint-ms 0", "--work-ms -1", "--retrieval pigeon", "--initial-position MIDDLE", "--status-ms 1", "--endpoint foo",
        "--endpoint http:///", "--zookeeper foo:bar", "--zookeeper a:1,,b:2", "--set x"})
    void aWrongFlagOfAWorkerIsWrongUsage(String flag) {
        assertThat(run(("worker --application a --stream s " + (flag.startsWith("--zookeeper") ? "" : "--zookeeper 127.0.0.1:1 ") + flag).split(" "))).isEqualTo(2);
        assertOneLine("anabranch worker: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo --workers 1", "demo --records 10", "demo --shards 0", "demo --session-timeout-ms 10", "fleet --workers 0 --application a "
        + "--stream s --zookeeper 127.0.0.1:1", "bench fish", "bench log --rounds 0", "replay --stream s", "replay --stream s --data . --endpoint http://x",
        "replay --stream s --data . --from yesterday", "replay --stream s --data . --speed 2x", "replay --stream s --data . --threads 0", "replay --stream s --endpoint localhost:4567",
        "zookeeper --port -1 --data ."})
    void otherWrongUsageIsToldInALine(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertOneLine("anabranch ");
    }

    @Test
    void aDataFolderThatIsNotThereIsAFailureInALine() {
        assertThat(run("replay", "--stream", "s", "--data", folder.resolve("none").toString())).isEqualTo(1);
        assertOneLine("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "demo", "zookeeper"})
    void aFileWhereTheDataFolderShouldBeIsAFailureInALine(String command) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(run(command, "--data", file.toString())).isEqualTo(1);
        assertOneLine("anabranch " + command + ": ", " " + file);
        assertThat(err.toString()).doesNotStartWith("anabranch " + command + ": " + file);
    }

    @Test
    void theRegionIsThatOfTheEnvironment() {
        assertThat(Regions.usual(Map.of("AWS_REGION", "eu-west-1"))).isEqualTo("eu-west-1");
        assertThat(Regions.usual(Map.of("AWS_REGION", ""))).isEqualTo("us-east-1");
        assertThat(Regions.usual(Map.of())).isEqualTo("us-east-1");
    }

    @Test
    void aProcessorThatIsNotThereIsAFailureInALine() {
        assertThat(run("worker", "--application", "a", "--stream", "s", "--zookeeper", "127.0.0.1:1", "--processor", "no.Such")).isEqualTo(1);
        assertOneLine("no.Such");
    }

    @Test
    void aDemoDoesNotWriteOverAnother() throws Exception {
        Files.createDirectories(folder.resolve("histories"));
        assertThat(run("demo", "--data", folder.toString())).isEqualTo(1);
        assertOneLine("holds an earlier demonstration");
    }
}
