package io.anabranch.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** docs/replace-kinesis-mock-localstack.md is true: variables are understood, and the command parses. */
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

    /** Everything that the documentation of the two names. */
    @ParameterizedTest
    @ValueSource(strings = {
        "INITIALIZE_STREAMS", "KINESIS_MOCK_TLS_PORT", "KINESIS_MOCK_PLAIN_PORT", "KINESIS_MOCK_KEYSTORE_PASSWORD", "KINESIS_MOCK_KEYMANAGER_PASSWORD",
        "KINESIS_MOCK_CERT_PASSWORD", "KINESIS_MOCK_CERT_PATH", "CREATE_STREAM_DURATION", "DELETE_STREAM_DURATION", "REGISTER_STREAM_CONSUMER_DURATION",
        "START_STREAM_ENCRYPTION_DURATION", "STOP_STREAM_ENCRYPTION_DURATION", "DEREGISTER_STREAM_CONSUMER_DURATION", "MERGE_SHARDS_DURATION",
        "SPLIT_SHARD_DURATION", "UPDATE_SHARD_COUNT_DURATION", "UPDATE_STREAM_MODE_DURATION", "SHARD_LIMIT", "ON_DEMAND_STREAM_COUNT_LIMIT", "AWS_ACCOUNT_ID",
        "AWS_REGION", "LOG_LEVEL", "ROOT_LOG_LEVEL", "LOAD_DATA_IF_EXISTS", "SHOULD_PERSIST_DATA", "PERSIST_PATH", "PERSIST_FILE_NAME", "PERSIST_INTERVAL",
        "KINESIS_ERROR_PROBABILITY", "KINESIS_SHARD_LIMIT", "KINESIS_ON_DEMAND_STREAM_COUNT_LIMIT", "KINESIS_LATENCY", "KINESIS_INITIALIZE_STREAMS",
        "KINESIS_PERSISTENCE", "KINESIS_MOCK_PERSIST_INTERVAL", "KINESIS_MOCK_LOG_LEVEL", "KINESIS_MOCK_PROVIDER_ENGINE", "KINESIS_MOCK_MAXIMUM_HEAP_SIZE",
        "KINESIS_MOCK_INITIAL_HEAP_SIZE", "KINESIS_PROVIDER", "PERSISTENCE"})
    void everyVariableOfTheTwoHasItsRow(String variable) throws IOException {
        assertThat(Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `")).map(line -> line.substring(0, line.indexOf(" | "))))
                .anyMatch(names -> names.contains("`" + variable + "`"));
    }

    @Test
    void theCommandIsUnderstood() throws IOException {
        String[] arguments = block("sh").replace("\"", "").replaceFirst("^anabranch ", "").split(" ");

        assertThatCode(() -> new CommandLine(new Anabranch()).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments)).doesNotThrowAnyException();
    }
}
