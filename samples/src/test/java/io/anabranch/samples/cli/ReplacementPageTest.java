package io.anabranch.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** docs/replace-kinesis-mock-localstack.md is true: variables are understood, commands parse, snippets compile and run where their language is there. */
class ReplacementPageTest {
    private static final Path PAGE = Path.of("").toAbsolutePath().getParent().resolve("docs/replace-kinesis-mock-localstack.md");
    private static final Pattern VARIABLE = Pattern.compile("`([A-Z_]+)`");

    private static String block(String language) throws IOException {
        var block = Pattern.compile("```" + language + "\n(.*?)\n```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(block.find()).as(language).isTrue();
        return block.group(1);
    }

    /** Those that serve is said to read itself. */
    static Stream<String> variables() throws IOException {
        return Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `") && line.contains("| the same"))
                .flatMap(line -> VARIABLE.matcher(line.substring(0, line.indexOf(" | "))).results().map(variable -> variable.group(1)));
    }

    @ParameterizedTest
    @MethodSource("variables")
    void everyVariableIsUnderstood(String variable) {
        String value = variable.endsWith("_DURATION") ? "500ms" : "1";
        var given = new CommandLine(new Anabranch()).setCaseInsensitiveEnumValuesAllowed(true).parseArgs("serve", "--data", "d").subcommand();

        assertThat(new ServeEnvironment(Map.of(variable, value)).inUse(given)).containsExactly(variable + "=" + value);
    }

    @Test
    void theCommandIsUnderstood() throws IOException {
        String[] arguments = block("sh").replace("\"", "").replaceFirst("^anabranch ", "").split(" ");

        assertThatCode(() -> new CommandLine(new Anabranch()).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments)).doesNotThrowAnyException();
    }

    @Test
    void theJavaIsThatOfThisTest() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/anabranch/samples/cli/ReplacementPageTest.java"));

        assertThat(stripped(source)).containsSequence(stripped(block("java")));
        try (KinesisAsyncClient client = client()) {
            assertThat(client.serviceName()).isEqualTo("kinesis");
        }
    }

    private static KinesisAsyncClient client() {
        KinesisAsyncClient kinesis = KinesisAsyncClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:4567"))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .build();
        return kinesis;
    }

    private static List<String> stripped(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    @Test
    void thePythonRuns(@TempDir Path folder) throws Exception {
        assumeTrue(runs("python3", "-c", "import boto3"), "no python3 with boto3 here");
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(folder.resolve("data"))); SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            simulator.streams().create("orders", 1);
            Path script = Files.writeString(folder.resolve("snippet.py"), block("python").replace("http://127.0.0.1:4567", server.endpoint().toString()));
            Path out = folder.resolve("out");
            Process python = new ProcessBuilder("python3", script.toString()).redirectErrorStream(true).redirectOutput(out.toFile()).start();
            assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(out)).contains("b'order 1'");
        }
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
