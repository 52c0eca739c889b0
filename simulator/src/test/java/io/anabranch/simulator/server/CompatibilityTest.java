package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.server.RunningServer.Answer;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.wire.WireFormat;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of docs/compatibility.md says what was seen to work here, no more and no less. {@code -Dcompatibility.write=true} writes it anew.
 */
class CompatibilityTest {
    private static final Path TABLE = Path.of("..", "docs", "compatibility.md");
    private static final String ARN_PREFIX = "arn:aws:kinesis:us-east-1:000000000000:stream/";
    private static final String YES = "yes";
    private static final String NO = "-";
    private static final String NONE = "none";
    private static final int MOST_CALLS = 1_100;
    private static final Set<String> LIMITED = Set.of("LimitExceededException", "ProvisionedThroughputExceededException");
    private static final Set<String> LIMITED_BY_SIZE = Set.of("PutResourcePolicy", "UpdateMaxRecordSize");
    private static final String HEAD = """
            # Compatibility

            What every operation of the service was seen to do here, by the tests of this build (`CompatibilityTest`, which writes this table and fails when
            it is not true). A dash: not there, or not as the service does it.

            - JSON, CBOR: a sensible call is answered in that format, over both protocols.
            - HTTP/1.1, HTTP/2: the same, by protocol, in both formats, over TLS.
            - errors: every member is refused in the service's words when it has the wrong type, breaks a constraint or is missing.
            - limits: with `--limits strict` a limit of the operation holds (rate, quota or size); "none": the service knows none.
            - persistence: what was acknowledged is told the same from a copy of the data folder taken while the service runs, as after a kill.

            | operation | JSON | CBOR | HTTP/1.1 | HTTP/2 | errors | limits | persistence |
            |---|---|---|---|---|---|---|---|
            """;

    private static final String TAIL = """

            ## Errors

            What the service's API declares of an operation and that operation never gives here by itself (`DeclaredErrorsTest`); everything else it declares
            it does give.

            | error | operations |
            |---|---|
            | AccessDeniedException | all: resource policies are kept and told, and never looked at; nobody sees streams of another account, by ARN neither |
            | KMSNotFoundException and the other five of KMS | all, but StartStreamEncryption gives the first for what can be no key's name: there are no keys, records are stored as they came |
            | InternalFailureException | all, as long as the data folder can be read and written; a [script of faults](faults.md) gives it |
            | InvalidArgumentException | UpdateAccountSettings |
            | LimitExceededException | DeleteResourcePolicy, GetResourcePolicy, PutResourcePolicy, UpdateMaxRecordSize |
            | ProvisionedThroughputExceededException | PutRecords |
            | ResourceInUseException | GetResourcePolicy, ListTagsForResource |

            PutRecords tells of throughput record by record, as the service does.

            ## Outputs

            Every member of every output is told when there is something to tell, but for StreamId in DescribeStreamSummary: the SDK sends a request that carries
            a stream's identifier to a host named after it, whatever endpoint it was given. It is taken in requests, and any stream can be named by it.
            """;

    @TempDir
    Path data;

    private final Map<HttpClient.Version, HttpClient> clients = new EnumMap<>(HttpClient.Version.class);
    private final List<String> notes = new ArrayList<>();
    private RunningServer server;
    private RunningServer strict;

    /** A scenario's own names of things. */
    private record Names(String stream, String consumer, String iterator) {
        String in(String body) {
            return json(body.replace("%", "%%"))
                    .replace("STREAM", stream)
                    .replace("ARN\":\"ARN", "ARN\":\"" + ARN_PREFIX + stream)
                    .replace("CONSUMER", consumer)
                    .replace("ITERATOR", iterator);
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new RunningServer(data.resolve("data"));
        strict = new RunningServer(data.resolve("strict"), settings -> settings.withLimits(Limits.STRICT));
        SSLContext trusting = TlsTest.trusting(server.port());
        for (HttpClient.Version version : HttpClient.Version.values())
            clients.put(version, HttpClient.newBuilder().version(version).sslContext(trusting).build());
    }

    @AfterEach
    void stop() {
        server.close();
        strict.close();
    }

    @Test
    void theTableSaysWhatWorks() throws Exception {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        Map<String, Names> probed = new LinkedHashMap<>();
        List<Scenario> there = new ArrayList<>();
        for (Scenario scenario : Scenario.all()) {
            if (isThere(scenario)) there.add(scenario);
            else rows.put(scenario.operation(), List.of(NO, NO, NO, NO, NO, NO));
        }
        for (Scenario scenario : there) rows.put(scenario.operation(), row(scenario, probed));
        Map<String, String> persistence = persistence(there, probed);
        StringBuilder table = new StringBuilder(HEAD);
        for (Scenario scenario : Scenario.all()) {
            String operation = scenario.operation();
            table.append("| ").append(operation).append(" | ").append(String.join(" | ", rows.get(operation))).append(" | ");
            table.append(persistence.getOrDefault(operation, NO)).append(" |\n");
        }
        table.append(TAIL);
        if (Boolean.getBoolean("compatibility.write")) Files.writeString(TABLE, table);
        assertThat(Files.readString(TABLE))
                .describedAs("docs/compatibility.md; -Dcompatibility.write=true writes it anew. Not as the service does it: %s", notes)
                .isEqualTo(table.toString());
    }

    private boolean isThere(Scenario scenario) {
        return !server.call(WireFormat.JSON, scenario.operation(), "{}").at("__type").equals("UnknownOperationException");
    }

    private List<String> row(Scenario scenario, Map<String, Names> probed) throws Exception {
        Map<WireFormat, Map<HttpClient.Version, Boolean>> works = new EnumMap<>(WireFormat.class);
        for (WireFormat format : WireFormat.values()) {
            Map<HttpClient.Version, Boolean> byVersion = new EnumMap<>(HttpClient.Version.class);
            for (HttpClient.Version version : HttpClient.Version.values()) {
                Names names = given(server, scenario, scenario.operation() + "-" + format + "-" + version);
                byVersion.put(version, works(scenario, names, format, version));
                probed.put(scenario.operation(), names);
            }
            works.put(format, byVersion);
        }
        List<String> row = new ArrayList<>();
        for (WireFormat format : WireFormat.values()) row.add(cell(works.get(format).values().stream().allMatch(each -> each)));
        for (HttpClient.Version version : HttpClient.Version.values()) row.add(cell(works.values().stream().allMatch(each -> each.get(version))));
        row.add(cell(refusesAll(scenario)));
        row.add(scenario.limit().equals(NONE) ? NONE : cell(isLimited(scenario)));
        return row;
    }

    private static String cell(boolean works) {
        return works ? YES : NO;
    }

    /** Makes the stream and all else that a scenario starts from. */
    private static Names given(RunningServer on, Scenario scenario, String stream) {
        Names names = new Names(stream, "", "");
        Set<String> given = scenario.given();
        if (given.contains("nothing")) return names;
        String shards = given.contains("on-demand") ? "'StreamModeDetails':{'StreamMode':'ON_DEMAND'}" : "'ShardCount':2";
        on.ok(WireFormat.JSON, "CreateStream", names.in("{'StreamName':'STREAM'," + shards + "}"));
        Scenario.GIVEN.forEach((name, call) -> {
            if (given.contains(name)) on.call(WireFormat.JSON, call.split(" ", 2)[0], names.in(call.split(" ", 2)[1]));
        });
        String consumer = given.contains("consumer")
                ? on.call(WireFormat.JSON, "RegisterStreamConsumer", names.in("{'StreamARN':'ARN','ConsumerName':'c'}")).at("Consumer.ConsumerARN")
                : "";
        String iterator = on.call(
                        WireFormat.JSON, "GetShardIterator", names.in("{'StreamName':'STREAM','ShardId':'0','ShardIteratorType':'TRIM_HORIZON'}"))
                .at("ShardIterator");
        return new Names(stream, consumer, iterator);
    }

    // ---- formats and protocols

    private boolean works(Scenario scenario, Names names, WireFormat format, HttpClient.Version version) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.port()))
                .setHeader("Content-Type", format.contentType())
                .setHeader("X-Amz-Target", "Kinesis_20131202." + scenario.operation())
                .setHeader("X-Amz-Date", "20260301T100000Z")
                .setHeader("Authorization", RunningServer.AUTHORIZATION)
                .POST(HttpRequest.BodyPublishers.ofByteArray(RunningServer.body(format, names.in(scenario.body()))))
                .build();
        HttpResponse<InputStream> response = clients.get(version).send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            boolean works = response.version() == version && isGood(scenario, format, response.statusCode(), body);
            if (!works) notes.add(scenario.operation() + " " + format + " " + version + " answered " + response.statusCode());
            return works;
        }
    }

    private static boolean isGood(Scenario scenario, WireFormat format, int status, InputStream body) throws IOException {
        if (scenario.told().equals("event")) return status == 200 && beginsAsEventStream(body);
        byte[] bytes = body.readAllBytes();
        if (status != 200) return false;
        return scenario.told().isEmpty() ? bytes.length == 0 : RunningServer.answer(format, status, bytes).has(scenario.told());
    }

    private static boolean beginsAsEventStream(InputStream body) throws IOException {
        DataInputStream in = new DataInputStream(body);
        byte[] frame = in.readNBytes(in.readInt() - Integer.BYTES);
        return new String(frame, ISO_8859_1).contains("initial-response");
    }

    // ---- errors

    private boolean refusesAll(Scenario scenario) {
        List<String> faults = new ArrayList<>();
        for (WireFormat format : WireFormat.values()) faults.addAll(new ErrorAudit(server, scenario.operation()).faults(format));
        notes.addAll(faults);
        return faults.isEmpty();
    }

    // ---- limits

    private boolean isLimited(Scenario scenario) throws IOException {
        strict.clock().advance(Duration.ofMinutes(1));
        Names names = given(strict, scenario, scenario.operation());
        boolean bySize = LIMITED_BY_SIZE.contains(scenario.operation());
        for (int i = 0; i < (bySize ? 1 : MOST_CALLS); i++) {
            String body = names.in(scenario.limit()).replace("INDEX", "" + i).replace("EITHER", i % 2 == 0 ? "ON_DEMAND" : "PROVISIONED");
            String error = error(scenario, body);
            if (bySize ? !error.isEmpty() : LIMITED.contains(error)) return true;
        }
        notes.add(scenario.operation() + " is not limited");
        return false;
    }

    private String error(Scenario scenario, String body) throws IOException {
        if (scenario.told().equals("event")) {
            try {
                Subscriber.http1(strict.port(), WireFormat.JSON, body).close();
                return "";
            } catch (Subscriber.Refused refused) {
                return refused.answer().at("__type");
            }
        }
        Answer answer = strict.call(WireFormat.JSON, scenario.operation(), body);
        return answer.status() == 200 ? answer.at("Records.0.ErrorCode") : answer.at("__type");
    }

    // ---- persistence

    private Map<String, String> persistence(List<Scenario> scenarios, Map<String, Names> probed) throws IOException {
        Map<String, String> before = new LinkedHashMap<>();
        for (Scenario scenario : scenarios) before.put(scenario.operation(), probe(server, scenario, probed.get(scenario.operation())));
        copy(data.resolve("data"), data.resolve("copy"));
        Map<String, String> cells = new LinkedHashMap<>();
        try (RunningServer crashed = new RunningServer(data.resolve("copy"))) {
            for (Scenario scenario : scenarios) {
                boolean same = probe(crashed, scenario, probed.get(scenario.operation())).equals(before.get(scenario.operation()));
                cells.put(scenario.operation(), scenario.probe().get(0).isEmpty() ? NONE : cell(same));
            }
        }
        return cells;
    }

    private static String probe(RunningServer on, Scenario scenario, Names names) {
        if (scenario.probe().get(0).isEmpty()) return "";
        Answer answer = on.call(WireFormat.JSON, scenario.probe().get(0), names.in(scenario.probe().get(1)));
        return scenario.probe().size() > 2 ? answer.find(scenario.probe().get(2)).toString() : new String(answer.raw(), UTF_8);
    }

    /** As a kill leaves it. */
    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (java.util.stream.Stream<Path> found = Files.walk(from)) {
            all = found.toList();
        }
        for (Path each : all) Files.copy(each, to.resolve(from.relativize(each).toString()));
    }
}
