package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.stream.Identity;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The admin API, as a test suite in any language would use it. */
class AdminTest {
    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(data);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private record Reply(int status, String text) {}

    private Reply ask(String method, String path, String body, String... headers) {
        return ask(server.endpoint(), method, path, body, headers);
    }

    private Reply ask(URI endpoint, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve(path)).method(method, HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) request.header(headers[i], headers[i + 1]);
        HttpResponse<byte[]> answer = server.exchange(request.build());
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        return new Reply(answer.statusCode(), new String(answer.body(), UTF_8));
    }

    private String iterator() {
        return server.ok(WireFormat.JSON, "GetShardIterator", json("{'StreamName':'s','ShardId':'0','ShardIteratorType':'LATEST'}")).at("ShardIterator");
    }

    @Test
    void theClockIsReadAndAdvanced() {
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
        String iterator = iterator();
        Instant before = server.simulator().clock().instant();
        assertThat(ask("GET", "/_anabranch/clock", "")).isEqualTo(new Reply(200, json("{'now':'%s','millis':%d}", before, before.toEpochMilli())));
        Instant after = before.plus(Duration.ofHours(25));
        assertThat(ask("POST", "/_anabranch/clock", json("{'advance':'PT25H'}")))
                .isEqualTo(new Reply(200, json("{'now':'%s','millis':%d}", after, after.toEpochMilli())));
        assertThat(server.call(WireFormat.JSON, "GetRecords", json("{'ShardIterator':'%s'}", iterator)).at("__type")).isEqualTo("ExpiredIteratorException");
        assertThat(ask("POST", "/_anabranch/clock", json("{'advance':1.5}")).text()).contains(after.plusMillis(1500).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            POST   | clock  | {'advance':'tomorrow'}     | 400 | wants
            POST   | clock  | {'advance':true}           | 400 | wants
            POST   | clock  | {'advance':5,'by':5}       | 400 | wants
            POST   | clock  | []                         | 400 | wants
            POST   | clock  | ``                         | 400 | wants
            POST   | clock  | {'advance':'-PT1S'}        | 400 | time does not go back: PT-1S
            POST   | clock  | {'advance':-1}             | 400 | time does not go back: PT-1S
            POST   | clock  | {'advance':'P400000D'}     | 400 | later than 2400-01-01T00:00:00Z: PT9600000H
            POST   | clock  | {'advance':1e300}          | 400 | wants
            PUT    | faults | {'rules':[{'effect':'x'}]} | 400 | rule 1: no such effect: 'x'
            PUT    | faults | {'rules':                  | 400 | a script of faults is a JSON object; line 1: Unexpected end-of-input
            PATCH  | faults | {}                         | 405 | /_anabranch/faults takes DELETE, GET, PUT, not PATCH
            GET    | reset  | ``                         | 405 | /_anabranch/reset takes POST, not GET
            POST   | snapshot | {'to':'relative'}        | 400 | wants
            POST   | snapshot | {'to':5}                 | 400 | wants
            POST   | snapshot | {'to':'/proc/x/y'}       | 400 | no snapshot in /proc/x/y
            GET    | nosuch | ``                         | 404 | no such path: /_anabranch/nosuch
            """)
    void whatIsWrongIsToldInOneLine(String method, String name, String body, int status, String said) {
        Reply reply = ask(method, "/_anabranch/" + name, json(body.replace("%", "%%")));
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text()).startsWith("{\"error\":\"" + said).doesNotContain("\n");
    }

    @Test
    void faultsAreSetToldAndTakenBack() {
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
        String script = json("{'seed':1,'rules':[{'operation':'DescribeLimits','nth':2,'effect':'unavailable'},{'operation':'ListStreams','effect':'unavailable'}]}");
        assertThat(ask("PUT", "/_anabranch/faults", script).status()).isEqualTo(200);
        assertThat(server.call(WireFormat.JSON, "ListStreams", "{}").status()).isEqualTo(503);
        assertThat(ask("GET", "/_anabranch/faults", "").text()).isEqualTo(json(
                "{'seed':1,'rules':[{'operation':'DescribeLimits','nth':2,'effect':'unavailable','calls':0,'fired':0},"
                        + "{'operation':'ListStreams','effect':'unavailable','calls':1,'fired':1}]}"));
        assertThat(ask("DELETE", "/_anabranch/faults", "")).isEqualTo(new Reply(200, json("{'seed':0,'rules':[]}")));
        assertThat(server.call(WireFormat.JSON, "ListStreams", "{}").status()).isEqualTo(200);
    }

    @Test
    void aResetLeavesNoStreamOfAnybodyAndNoFault() {
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
        var somebody = server.simulator().streams().of(new Identity("111122223333", "eu-west-1"));
        somebody.create("theirs", 1);
        server.simulator().faults().on("*").unavailable();
        assertThat(ask("GET", "/_anabranch/info", "").text()).startsWith("{\"version\":\"").endsWith(json("'region':'us-east-1','account':'000000000000','streams':2}"));
        assertThat(ask("POST", "/_anabranch/reset", "")).isEqualTo(new Reply(200, json("{'deleted':2}")));
        assertThat(server.call(WireFormat.JSON, "ListStreams", "{}").items("StreamNames")).isEmpty();
        assertThat(somebody.list()).isEmpty();
    }

    @Test
    void aSnapshotIsTakenWhileItServes(@TempDir Path folder) throws IOException {
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
        String body = json("{'to':'" + folder.resolve("copy") + "'}");
        assertThat(ask("POST", "/_anabranch/snapshot", body)).isEqualTo(new Reply(200, json("{'snapshot':'" + folder.resolve("copy") + "'}")));
        assertThat(ask("POST", "/_anabranch/snapshot", body).status()).isEqualTo(400);
        try (Simulator copy = Simulator.open(SimulatorSettings.at(folder.resolve("copy")))) {
            assertThat(copy.streams().describe("s").openShardCount()).isEqualTo(1);
        }
    }

    @Test
    void itWorksOverHttp2() throws IOException {
        try (RawConnection connection = new RawConnection(server.port()).send(Http2Frames.PREFACE).send(Http2Frames.settings())) {
            connection.send(Http2Frames.get(1, "/_anabranch/clock?pretty"));
            assertThat(Http2Frames.awaitData(connection.in(), 1)).startsWith("{\"now\":\"2026-03-01T10:00:00Z\"");
        }
    }

    @Test
    void pagesInABrowserAreRefused() {
        assertThat(ask("POST", "/_anabranch/reset", "", "Origin", "http://evil.example"))
                .isEqualTo(new Reply(403, json("{'error':'no pages of a browser: http://evil.example'}")));
    }

    @Test
    void itIsOffWhereOthersReachThePort() throws IOException {
        ServerSettings everywhere = ServerSettings.loopback().withHost("0.0.0.0");
        try (SimulatorServer open = server.simulator().serve(everywhere); SimulatorServer asked = server.simulator().serve(everywhere.withAdmin(AdminMode.ON));
                SimulatorServer off = server.simulator().serve(ServerSettings.loopback().withAdmin(AdminMode.OFF))) {
            assertThat(ask(at(open), "POST", "/_anabranch/reset", "").status()).isEqualTo(403);
            assertThat(ask(at(off), "POST", "/_anabranch/reset", "").status()).isEqualTo(403);
            assertThat(ask(at(asked), "POST", "/_anabranch/reset", "").status()).isEqualTo(200);
        }
    }

    private static URI at(SimulatorServer port) {
        return URI.create("http://127.0.0.1:" + port.port());
    }
}
