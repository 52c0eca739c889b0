package io.anabranch.samples.cli;

import io.anabranch.simulator.fault.Effect;
import io.anabranch.simulator.fault.FaultRule;
import io.anabranch.simulator.fault.FaultScript;
import io.anabranch.simulator.fault.Refusal;
import io.anabranch.simulator.fault.Trigger;
import io.anabranch.simulator.stream.StateDelays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What kinesis-mock and LocalStack are told by their environment, told to {@code serve}. A flag comes before the variables that say the same. */
final class ServeEnvironment implements IDefaultValueProvider {
    private static final String STATE_DELAY = "--state-delay-ms";
    private static final String FAULTS = "--faults";
    private static final String INIT_STREAMS = "--init-streams";
    private static final String ERROR_PROBABILITY = "KINESIS_ERROR_PROBABILITY";
    private static final String DURATION = "_DURATION";
    private static final String DEFAULT_SHARDS = "4";
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|milli|millis|millisecond|milliseconds|s|sec|secs|second|seconds|m|min|mins|minute|minutes)");

    /** Variables by option; the first that is there counts. */
    private static final Map<String, List<String>> VARIABLES = Map.of(
            INIT_STREAMS, List.of("INITIALIZE_STREAMS", "KINESIS_INITIALIZE_STREAMS"),
            "--shard-limit", List.of("SHARD_LIMIT", "KINESIS_SHARD_LIMIT"),
            "--on-demand-stream-limit", List.of("ON_DEMAND_STREAM_COUNT_LIMIT", "KINESIS_ON_DEMAND_STREAM_COUNT_LIMIT"),
            "--account", List.of("AWS_ACCOUNT_ID"),
            "--region", List.of("AWS_REGION"),
            "--port", List.of("KINESIS_MOCK_PLAIN_PORT", "KINESIS_MOCK_TLS_PORT"),
            STATE_DELAY, List.of("KINESIS_LATENCY"));

    private static final List<String> DELAYED = List.of(
            "CREATE_STREAM", "DELETE_STREAM", "REGISTER_STREAM_CONSUMER", "DEREGISTER_STREAM_CONSUMER", "START_STREAM_ENCRYPTION", "STOP_STREAM_ENCRYPTION",
            "MERGE_SHARDS", "SPLIT_SHARD", "UPDATE_SHARD_COUNT", "UPDATE_STREAM_MODE");

    private final Map<String, String> environment;

    ServeEnvironment() {
        this(System.getenv());
    }

    ServeEnvironment(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) return null;
        Optional<String> variable = variable(option.longestName());
        if (variable.isEmpty()) return null;
        String value = value(variable.get());
        if (option.longestName().equals(INIT_STREAMS)) return withShards(value);
        return value.equalsIgnoreCase("Infinity") ? Integer.toString(Integer.MAX_VALUE) : value;
    }

    private Optional<String> variable(String option) {
        return VARIABLES.getOrDefault(option, List.of()).stream().filter(this::has).findFirst();
    }

    private boolean has(String variable) {
        return !environment.getOrDefault(variable, "").isBlank();
    }

    private String value(String variable) {
        return environment.getOrDefault(variable, "").strip();
    }

    /** kinesis-mock's number of shards where none is given. */
    private static String withShards(String streams) {
        return Arrays.stream(streams.split(",", -1))
                .map(String::strip)
                .filter(stream -> !stream.isEmpty())
                .map(stream -> stream.contains(":") ? stream.replaceFirst(":(?=:|$)", ":" + DEFAULT_SHARDS) : stream + ":" + DEFAULT_SHARDS)
                .collect(Collectors.joining(","));
    }

    /** The delays of single operations. */
    StateDelays delays(Duration usual, ParseResult given) {
        if (given.hasMatchedOption(STATE_DELAY)) return StateDelays.of(usual);
        Map<String, Duration> delays = new LinkedHashMap<>();
        durations().forEach(operation -> delays.put(camelCase(operation), duration(operation + DURATION)));
        return new StateDelays(usual, delays);
    }

    private Stream<String> durations() {
        return DELAYED.stream().filter(operation -> has(operation + DURATION));
    }

    private static String camelCase(String operation) {
        return Arrays.stream(operation.split("_")).map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT)).collect(Collectors.joining());
    }

    private Duration duration(String variable) {
        Matcher time = TIME.matcher(value(variable).toLowerCase(Locale.ROOT));
        if (!time.matches()) throw new IllegalArgumentException(variable + " wants a time such as 500ms, not '" + value(variable) + "'");
        long number = Long.parseLong(time.group(1));
        String unit = time.group(2);
        if (unit.startsWith("ms") || unit.startsWith("mill")) return Duration.ofMillis(number);
        return unit.startsWith("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
    }

    /** LocalStack throttles a PutRecord, and all entries of a PutRecords. */
    FaultScript faults(ParseResult given) {
        if (!has(ERROR_PROBABILITY) || given.hasMatchedOption(FAULTS)) return FaultScript.NONE;
        Trigger probability = probability();
        return new FaultScript(0, List.of(
                rule("PutRecord", probability, new Effect.Refused(Refusal.THROTTLE)),
                rule("PutRecords", probability, new Effect.EntriesFailed(List.of(), 1, Refusal.THROTTLE))));
    }

    private Trigger probability() {
        try {
            return new Trigger.Probability(Double.parseDouble(value(ERROR_PROBABILITY)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(ERROR_PROBABILITY + " wants a number from 0 to 1, not '" + value(ERROR_PROBABILITY) + "'", e);
        }
    }

    private static FaultRule rule(String operation, Trigger trigger, Effect effect) {
        return new FaultRule(operation, Optional.empty(), Optional.empty(), Optional.empty(), trigger, effect);
    }

    /** The variables in use, with their values. */
    List<String> inUse(ParseResult given) {
        List<String> names = new ArrayList<>();
        VARIABLES.keySet().stream().sorted().filter(option -> !given.hasMatchedOption(option)).forEach(option -> variable(option).ifPresent(names::add));
        if (!given.hasMatchedOption(STATE_DELAY)) durations().forEach(operation -> names.add(operation + DURATION));
        if (!given.hasMatchedOption(FAULTS) && has(ERROR_PROBABILITY)) names.add(ERROR_PROBABILITY);
        return names.stream().map(name -> name + "=" + value(name)).toList();
    }
}
