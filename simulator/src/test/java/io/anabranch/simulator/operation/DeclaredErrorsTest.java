package io.anabranch.simulator.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.Scenario;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.SettableClock;
import io.anabranch.simulator.stream.StateDelays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every error that the service's API declares of an operation can be had here, or docs/compatibility.md says that it cannot. */
class DeclaredErrorsTest {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";
    private static final String OTHER_ID = ",'StreamId':'aaaaaaaaaaaaaaaaaaaa-aaa'}";
    private static final int MOST_CALLS = 1_100;

    /** As the API has them, but for AccessDeniedException, InternalFailureException and those of keys, which are looked at by themselves. */
    private static final String DECLARED = """
            AddTagsToStream NUIL
            CreateStream ULIV
            DecreaseStreamRetentionPeriod UNLI
            DeleteResourcePolicy NLIU
            DeleteStream NLUI
            DeregisterStreamConsumer LNI
            DescribeAccountSettings L
            DescribeLimits L
            DescribeStream NLI
            DescribeStreamConsumer LNI
            DescribeStreamSummary NLI
            DisableEnhancedMonitoring ILUN
            EnableEnhancedMonitoring ILUN
            GetRecords NIPE
            GetResourcePolicy NLIU
            GetShardIterator NIP
            IncreaseStreamRetentionPeriod UNLI
            ListShards NILXU
            ListStreamConsumers NILXU
            ListStreams LXI
            ListTagsForResource NUIL
            ListTagsForStream NIL
            MergeShards NUILV
            PutRecord NIP
            PutRecords NIP
            PutResourcePolicy NLIU
            RegisterStreamConsumer ILUN
            RemoveTagsFromStream NUIL
            SplitShard NUILV
            StartStreamEncryption ILUNK
            StopStreamEncryption ILUN
            SubscribeToShard NIUL
            TagResource NUIL
            UntagResource NUIL
            UpdateAccountSettings IVL
            UpdateMaxRecordSize UNLIV
            UpdateShardCount ILUNV
            UpdateStreamMode ILUNV
            UpdateStreamWarmThroughput NLIUV
            """;

    private static final Map<Character, ErrorType> LETTERS = Map.of(
            'N', ErrorType.RESOURCE_NOT_FOUND,
            'U', ErrorType.RESOURCE_IN_USE,
            'I', ErrorType.INVALID_ARGUMENT,
            'L', ErrorType.LIMIT_EXCEEDED,
            'V', ErrorType.VALIDATION,
            'P', ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED,
            'X', ErrorType.EXPIRED_NEXT_TOKEN,
            'E', ErrorType.EXPIRED_ITERATOR,
            'K', ErrorType.KMS_NOT_FOUND);

    /** Calls that are wrong in a way of their own; the stream is that of the operation. */
    private static final List<String> SPECIAL = List.of(
            "CreateStream {'StreamName':'new','ShardCount':1,'Tags':{'a':'!'}}",
            "DeleteStream {'StreamName':'STREAM'}",
            "GetRecords {'ShardIterator':'none'}",
            "ListStreams {'NextToken':'none'}",
            "StartStreamEncryption {'StreamName':'STREAM','EncryptionType':'KMS','KeyId':'!'}",
            "StartStreamEncryption {'StreamName':'STREAM','EncryptionType':'NONE','KeyId':'k'}",
            "SubscribeToShard {'ConsumerARN':'CONSUMER','ShardId':'0','StartingPosition':{'Type':'AT_TIMESTAMP'}}",
            "SubscribeToShard {'ConsumerARN':'CONSUMER','ShardId':'0','StartingPosition':{'Type':'LATEST'}}",
            "SubscribeToShard {'ConsumerARN':'CONSUMER','ShardId':'0','StartingPosition':{'Type':'LATEST'}}",
            "UpdateStreamMode {'StreamARN':'ARN','StreamModeDetails':{'StreamMode':'PROVISIONED'},'WarmThroughputMiBps':1}");

    @TempDir
    Path data;

    private final Map<String, Set<ErrorType>> seen = new TreeMap<>();
    private Simulator simulator;

    @BeforeEach
    void start() throws IOException {
        open("relaxed", Limits.RELAXED, Duration.ZERO);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private Calls open(String folder, Limits limits, Duration delay) throws IOException {
        if (simulator != null) simulator.close();
        simulator = Simulator.open(SimulatorSettings.at(data.resolve(folder)).withClock(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")))
                .withClockStandingStill(true).withLimits(limits).withStateDelays(StateDelays.of(delay)).withOnDemandStreamLimit(100));
        return new Calls(simulator.streams());
    }

    @Test
    void whatIsDeclaredHappensOrIsSaidNotTo() throws IOException {
        wrongCalls(open("wrong", Limits.RELAXED, Duration.ZERO));
        callsThatComeTooLate(open("late", Limits.RELAXED, Duration.ZERO));
        callsOfAStreamThatIsCreated(open("slow", Limits.OFF, Duration.ofDays(1)));
        tooManyCalls(open("strict", Limits.STRICT, Duration.ZERO));
        assertThat(missing()).isEqualTo(documented());
    }

    /** Error by error, the operations that declare it and never gave it. */
    private Map<String, Set<String>> missing() {
        Map<String, Set<String>> missing = new TreeMap<>();
        for (String line : DECLARED.split("\n")) {
            String[] words = line.split(" ");
            for (char letter : words[1].toCharArray()) {
                ErrorType declared = LETTERS.get(letter);
                if (seen.getOrDefault(words[0], Set.of()).contains(declared)) continue;
                missing.computeIfAbsent(declared.wireName(), unused -> new TreeSet<>()).add(words[0]);
            }
        }
        return missing;
    }

    /** Lines such as {@code | LimitExceededException | A, B |} of the page. */
    private static Map<String, Set<String>> documented() throws IOException {
        Set<String> names = LETTERS.values().stream().map(ErrorType::wireName).collect(Collectors.toSet());
        Map<String, Set<String>> documented = new TreeMap<>();
        for (String line : Files.readString(Path.of("..", "docs", "compatibility.md")).split("\n")) {
            String[] cells = line.split(" *\\| *");
            if (cells.length > 2 && names.contains(cells[1])) documented.put(cells[1], new TreeSet<>(List.of(cells[2].split(", "))));
        }
        return documented;
    }

    private void tryOut(Calls calls, String operation, String body) {
        calls.refusal(operation, body).ifPresent(refusal -> seen.computeIfAbsent(operation, unused -> EnumSet.noneOf(ErrorType.class)).add(refusal));
    }

    private static String on(String body, String stream, String consumer, String iterator) {
        return body.replace("STREAM", stream).replace("'ARN'", "'" + ARN + stream + "'").replace("CONSUMER", consumer).replace("ITERATOR", iterator);
    }

    /** A stream, its consumer and an iterator of it. */
    private static String[] given(Calls calls, Scenario scenario) {
        String stream = scenario.operation();
        boolean onDemand = scenario.given().contains("on-demand");
        calls.call("CreateStream", "{'StreamName':'%s'%s}", stream, onDemand ? "" : ",'ShardCount':2");
        for (String name : scenario.given()) {
            String[] call = Scenario.GIVEN.getOrDefault(name, "ListStreams {}").split(" ", 2);
            calls.refusal(call[0], on(call[1], stream, "", ""));
        }
        String consumer = calls.call("RegisterStreamConsumer", "{'StreamARN':'%s','ConsumerName':'c'}", ARN + stream)
                .structure("Consumer").text("ConsumerARN").orElseThrow();
        String iterator = calls.call("GetShardIterator", "{'StreamName':'%s','ShardId':'0','ShardIteratorType':'TRIM_HORIZON'}", stream)
                .text("ShardIterator").orElseThrow();
        return new String[] {consumer, iterator};
    }

    private void wrongCalls(Calls calls) {
        Map<String, String[]> given = new LinkedHashMap<>();
        for (Scenario scenario : Scenario.all()) given.put(scenario.operation(), given(calls, scenario));
        for (Scenario scenario : Scenario.all()) {
            String operation = scenario.operation();
            String[] names = given.get(operation);
            String body = on(scenario.body(), operation, names[0], names[1]);
            tryOut(calls, operation, "{}");
            if (!operation.equals("CreateStream")) tryOut(calls, operation, on(scenario.body(), "nostream", ARN + "nostream/consumer/c:1", names[1]));
            if (body.length() > 2) tryOut(calls, operation, body.substring(0, body.length() - 1) + OTHER_ID);
            for (String special : SPECIAL)
                if (special.startsWith(operation + " ")) tryOut(calls, operation, on(special.split(" ", 2)[1], operation, names[0], names[1]));
        }
        calls.call("DeleteStream", "{'StreamName':'GetRecords','EnforceConsumerDeletion':true}");
        tryOut(calls, "GetRecords", "{'ShardIterator':'" + given.get("GetRecords")[1] + "'}");
    }

    private void callsThatComeTooLate(Calls calls) {
        calls.call("CreateStream", "{'StreamName':'s','ShardCount':2}");
        calls.call("CreateStream", "{'StreamName':'t','ShardCount':2}");
        for (String consumer : List.of("c", "d")) calls.call("RegisterStreamConsumer", "{'StreamARN':'%s','ConsumerName':'%s'}", ARN + "s", consumer);
        String shards = calls.call("ListShards", "{'StreamName':'s','MaxResults':1}").text("NextToken").orElseThrow();
        String streams = calls.call("ListStreams", "{'Limit':1}").text("NextToken").orElseThrow();
        String consumers = calls.call("ListStreamConsumers", "{'StreamARN':'%s','MaxResults':1}", ARN + "s").text("NextToken").orElseThrow();
        String iterator =
                calls.call("GetShardIterator", "{'StreamName':'s','ShardId':'0','ShardIteratorType':'LATEST'}").text("ShardIterator").orElseThrow();
        simulator.streams().clock().advance(Duration.ofMinutes(5).plusMillis(1));
        tryOut(calls, "ListShards", "{'NextToken':'" + shards + "'}");
        tryOut(calls, "ListStreams", "{'NextToken':'" + streams + "'}");
        tryOut(calls, "ListStreamConsumers", "{'StreamARN':'" + ARN + "s','NextToken':'" + consumers + "'}");
        tryOut(calls, "GetRecords", "{'ShardIterator':'" + iterator + "'}");
    }

    private void callsOfAStreamThatIsCreated(Calls calls) {
        for (Scenario scenario : Scenario.all()) {
            calls.call("CreateStream", "{'StreamName':'%s'}", scenario.operation());
            tryOut(calls, scenario.operation(), on(scenario.body(), scenario.operation(), "", ""));
            if (!scenario.operation().equals("TagResource")) continue;
            tryOut(calls, "TagResource", "{'ResourceARN':'" + ARN + "TagResource','Tags':{'a':'1'}}");
        }
    }

    private void tooManyCalls(Calls calls) {
        for (Scenario scenario : Scenario.all()) {
            if (scenario.limit().equals("none") || scenario.operation().equals("PutRecords")) continue; // PutRecords tells it of each record
            simulator.streams().clock().advance(Duration.ofMinutes(1));
            String[] names = given(calls, scenario);
            for (int i = 0; i < MOST_CALLS && !limited(scenario.operation()); i++) {
                String body = on(scenario.limit(), scenario.operation(), names[0], names[1]).replace("INDEX", "" + i);
                tryOut(calls, scenario.operation(), body.replace("EITHER", i % 2 == 0 ? "ON_DEMAND" : "PROVISIONED"));
            }
        }
    }

    private boolean limited(String operation) {
        Set<ErrorType> errors = seen.getOrDefault(operation, Set.of());
        return errors.contains(ErrorType.LIMIT_EXCEEDED) || errors.contains(ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED);
    }
}
