package io.anabranch.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.anabranch.simulator.fault.FaultScript;
import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.fault.Target;
import io.anabranch.simulator.stream.StateDelays;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

class ServeEnvironmentTest {
    private static Object option(Map<String, String> environment, String name, String... arguments) {
        return parsed(environment, arguments).commandSpec().findOption(name).getValue();
    }

    private static ParseResult parsed(Map<String, String> environment, String... arguments) {
        CommandLine serve = new CommandLine(new ServeCommand()).setDefaultValueProvider(new ServeEnvironment(environment))
                .setCaseInsensitiveEnumValuesAllowed(true);
        String[] all = Stream.concat(Stream.of("--data", "d"), Arrays.stream(arguments)).toArray(String[]::new);
        return serve.parseArgs(all);
    }

    @ParameterizedTest
    @CsvSource({
        "SHARD_LIMIT, 7, --shard-limit, 7",
        "KINESIS_SHARD_LIMIT, Infinity, --shard-limit, 2147483647",
        "ON_DEMAND_STREAM_COUNT_LIMIT, 3, --on-demand-stream-limit, 3",
        "KINESIS_ON_DEMAND_STREAM_COUNT_LIMIT, 3, --on-demand-stream-limit, 3",
        "AWS_ACCOUNT_ID, 111122223333, --account, 111122223333",
        "AWS_REGION, eu-west-1, --region, eu-west-1",
        "KINESIS_MOCK_PLAIN_PORT, 4568, --port, 4568",
        "KINESIS_MOCK_TLS_PORT, 4567, --port, 4567",
        "KINESIS_LATENCY, 250, --state-delay-ms, 250",
        "INITIALIZE_STREAMS, 'a:1', --init-streams, 'a:1'",
        "INITIALIZE_STREAMS, 'a,b:,c::us-west-2,d:3:eu-west-1', --init-streams, 'a:4,b:4,c:4:us-west-2,d:3:eu-west-1'",
        "INITIALIZE_STREAMS, 'a:1, b::eu-west-1 ,', --init-streams, 'a:1,b:4:eu-west-1'",
        "KINESIS_INITIALIZE_STREAMS, 'a:2', --init-streams, 'a:2'",
    })
    void aVariableSaysWhatAnOptionSays(String variable, String value, String option, String meant) {
        assertThat(option(Map.of(variable, value), option)).hasToString(meant);
    }

    @Test
    void aFlagComesFirst() {
        var environment = Map.of("SHARD_LIMIT", "7", "CREATE_STREAM_DURATION", "1s", "KINESIS_ERROR_PROBABILITY", "1");
        assertThat(option(environment, "--shard-limit", "--shard-limit", "9")).isEqualTo(9);
        var serve = new ServeEnvironment(environment);
        ParseResult given = parsed(environment, "--state-delay-ms", "5", "--faults", "f", "--shard-limit", "9");
        assertThat(serve.delays(Duration.ofMillis(5), given)).isEqualTo(StateDelays.of(Duration.ofMillis(5)));
        assertThat(serve.faults(given)).isEqualTo(FaultScript.NONE);
        assertThat(serve.inUse(given)).isEmpty();
    }

    @Test
    void whatIsUnderstoodIsTold() {
        var environment = Map.of("SHARD_LIMIT", "7", "CREATE_STREAM_DURATION", "1s", "KINESIS_ERROR_PROBABILITY", "0.5", "PATH", "/bin", "AWS_REGION", "");
        assertThat(new ServeEnvironment(environment).inUse(parsed(environment)))
                .containsExactly("SHARD_LIMIT=7", "CREATE_STREAM_DURATION=1s", "KINESIS_ERROR_PROBABILITY=0.5");
        assertThat(option(environment, "--region")).isEqualTo("us-east-1");
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "2s, 2000", "3 seconds, 3000", "1 Minute, 60000", "0ms, 0", "10 millis, 10"})
    void durationsAreThoseOfKinesisMock(String text, long millis) {
        var environment = Map.of("SPLIT_SHARD_DURATION", text, "START_STREAM_ENCRYPTION_DURATION", "1ms");
        StateDelays delays = new ServeEnvironment(environment).delays(Duration.ofMillis(3), parsed(environment));
        assertThat(delays).isEqualTo(new StateDelays(
                Duration.ofMillis(3), Map.of("SplitShard", Duration.ofMillis(millis), "StartStreamEncryption", Duration.ofMillis(1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"often", "2", "-1", "NaN"})
    void whatIsNotUnderstoodIsNamed(String probability) {
        var environment = Map.of("SPLIT_SHARD_DURATION", "soon", "KINESIS_ERROR_PROBABILITY", probability);
        assertThatIllegalArgumentException().isThrownBy(() -> new ServeEnvironment(environment).delays(Duration.ZERO, parsed(environment)))
                .withMessage("SPLIT_SHARD_DURATION wants a time such as 500ms, not 'soon'");
        assertThatIllegalArgumentException().isThrownBy(() -> new ServeEnvironment(environment).faults(parsed(environment)))
                .withMessage("KINESIS_ERROR_PROBABILITY wants a number from 0 to 1, not '" + probability + "'");
    }

    /** LocalStack's own: puts only. */
    @Test
    void errorsAreThoseOfLocalStack() {
        var environment = Map.of("KINESIS_ERROR_PROBABILITY", "1.0");
        Faults faults = new Faults();
        faults.set(new ServeEnvironment(environment).faults(parsed(environment)));
        assertThat(faults.decide("PutRecord", () -> Target.NONE).effect()).isPresent();
        assertThat(faults.decide("PutRecords", () -> Target.NONE).effect()).isPresent();
        assertThat(faults.decide("GetRecords", () -> Target.NONE).effect()).isEqualTo(Optional.empty());
    }
}
