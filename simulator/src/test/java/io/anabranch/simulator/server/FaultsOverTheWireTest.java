package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.base64;
import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.fault.FaultScript;
import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.server.RunningServer.Answer;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients see of faults on a script. */
class FaultsOverTheWireTest {
    @TempDir
    static Path data;

    private static RunningServer server;
    private static Faults faults;

    private int puts;

    @BeforeAll
    static void start() throws IOException {
        server = new RunningServer(data);
        faults = server.simulator().faults();
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':2}"));
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'other','ShardCount':1}"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void noFaults() {
        faults.clear();
    }

    private static String put(String key) {
        return json("{'StreamName':'s','PartitionKey':'%s','Data':'%s'}", key, base64(key));
    }

    private static Answer put() {
        return server.call(WireFormat.JSON, "PutRecord", put("k"));
    }

    private static String puts(int count) {
        List<String> records = IntStream.range(0, count).mapToObj(i -> json("{'PartitionKey':'k%d','Data':'%s'}", i, base64("d" + i))).toList();
        return json("{'StreamName':'s','Records':[%s]}", String.join(",", records));
    }

    private static String iterator(int shard, String type) {
        return server.ok(WireFormat.JSON, "GetShardIterator", json("{'StreamName':'s','ShardId':'%d','ShardIteratorType':'%s'}", shard, type)).at("ShardIterator");
    }

    private static Answer records(String iterator) {
        return server.call(WireFormat.JSON, "GetRecords", json("{'ShardIterator':'%s'}", iterator));
    }

    /** How many records a shard got while something was done. */
    private static int stored(Runnable action) {
        List<String> before = List.of(iterator(0, "LATEST"), iterator(1, "LATEST"));
        action.run();
        faults.clear();
        return before.stream().mapToInt(iterator -> records(iterator).items("Records").size()).sum();
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void aThrottledPutHasNoEffectAndTheServicesWords(WireFormat format) {
        faults.on("PutRecord").stream("s").nth(2).throttle();
        assertThat(server.call(format, "PutRecord", put("k")).status()).isEqualTo(200);
        int stored = stored(() -> {
            Answer refused = server.call(format, "PutRecord", put("k"));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.at("__type")).isEqualTo("ProvisionedThroughputExceededException");
            assertThat(refused.at("message")).matches("Rate exceeded for shard shardId-00000000000[01] in stream s under account 000000000000\\.");
        });
        assertThat(stored).isZero();
        assertThat(server.call(format, "PutRecord", put("k")).status()).isEqualTo(200);
    }

    @Test
    void theControlPlaneIsThrottledByItsOwnError() {
        faults.on("DescribeStreamSummary").throttle();
        Answer refused = server.call(WireFormat.JSON, "DescribeStreamSummary", json("{'StreamName':'s'}"));
        assertThat(refused.at("__type")).isEqualTo("LimitExceededException");
        assertThat(refused.at("message")).isEqualTo("Rate exceeded for DescribeStreamSummary in stream s under account 000000000000.");
    }

    @Test
    void internalFailuresAndUnavailability() {
        faults.on("PutRecord").first(1).internalFailure();
        faults.on("PutRecord").nth(2).unavailable();
        assertThat(put()).satisfies(answer -> assertThat(answer.status() + answer.at("__type")).isEqualTo("500InternalFailure"));
        assertThat(put()).satisfies(answer -> assertThat(answer.status() + answer.at("__type")).isEqualTo("503ServiceUnavailable"));
        assertThat(put().status()).isEqualTo(200);
    }

    @Test
    void anIteratorExpiresForOneShardOnly() {
        faults.on("GetRecords").stream("s").shard("shardId-000000000001").expiredIterator();
        assertThat(records(iterator(0, "LATEST")).status()).isEqualTo(200);
        Answer expired = records(iterator(1, "LATEST"));
        assertThat(expired.at("__type")).isEqualTo("ExpiredIteratorException");
        assertThat(expired.at("message")).startsWith("Iterator expired. The iterator was created at time Sun Mar 01 09:54:59 UTC 2026");
    }

    @Test
    void otherStreamsAreLeftAlone() {
        faults.on("*").stream("other").unavailable();
        assertThat(put().status()).isEqualTo(200);
        assertThat(server.call(WireFormat.JSON, "DescribeStream", json("{'StreamName':'other'}")).status()).isEqualTo(503);
        String arn = "arn:aws:kinesis:us-east-1:000000000000:stream/other";
        assertThat(server.call(WireFormat.CBOR, "DescribeStream", json("{'StreamARN':'%s'}", arn)).status()).isEqualTo(503);
        assertThat(server.call(WireFormat.JSON, "ListStreams", "{}").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void entriesOfAPutFailByThemselves(WireFormat format) {
        faults.on("PutRecords").failEntriesAt(0, 3);
        int stored = stored(() -> {
            Answer answer = server.ok(format, "PutRecords", puts(5));
            assertThat(answer.at("FailedRecordCount")).isEqualTo("2");
            assertThat(answer.items("Records")).hasSize(5);
            for (int i : new int[] {0, 3}) {
                assertThat(answer.at("Records." + i + ".ErrorCode")).isEqualTo("ProvisionedThroughputExceededException");
                assertThat(answer.at("Records." + i + ".ErrorMessage")).startsWith("Rate exceeded for shard shardId-00000000000");
            }
            for (int i : new int[] {1, 2, 4}) {
                assertThat(answer.at("Records." + i + ".SequenceNumber")).isNotEmpty();
            }
        });
        assertThat(stored).isEqualTo(3);
    }

    @Test
    void theEntriesOfOneShardFail() {
        faults.on("PutRecords").shard("0").failEntries(1.0);
        int stored = stored(() -> {
            Answer answer = server.ok(WireFormat.JSON, "PutRecords", puts(50));
            List<WireValue> entries = answer.items("Records");
            assertThat(entries).hasSize(50);
            assertThat(IntStream.range(0, 50).filter(i -> answer.has("Records." + i + ".ShardId"))).allSatisfy(
                    i -> assertThat(answer.at("Records." + i + ".ShardId")).isEqualTo("shardId-000000000001"));
            assertThat(answer.at("FailedRecordCount")).isNotIn("0", "50");
            puts = 50 - Integer.parseInt(answer.at("FailedRecordCount"));
        });
        assertThat(stored).isEqualTo(puts);
    }

    @Test
    void allEntriesMayFail() {
        faults.on("PutRecords").failEntries(1.0);
        assertThat(stored(() -> assertThat(server.ok(WireFormat.JSON, "PutRecords", puts(3)).at("FailedRecordCount")).isEqualTo("3"))).isZero();
    }

    @Test
    void aWrongRequestIsStillToldWhatIsWrong() {
        faults.on("PutRecords").failEntries(0.5);
        assertThat(server.call(WireFormat.JSON, "PutRecords", json("{'StreamName':'s','Records':7}")).at("__type")).isEqualTo("SerializationException");
        assertThat(server.call(WireFormat.JSON, "PutRecords", "{").at("__type")).isEqualTo("SerializationException");
        assertThat(server.call(WireFormat.JSON, "PutRecords", json("{'StreamName':'s','Records':[]}")).at("__type")).isEqualTo("ValidationException");
    }

    @Test
    void aSeedRepeatsOverTheWire() {
        byte[] script = json("{'seed':3,'rules':[{'operation':'PutRecord','probability':0.5,'effect':'throttle'}]}").getBytes(StandardCharsets.UTF_8);
        faults.set(FaultScript.parse(script));
        List<Integer> first = IntStream.range(0, 30).mapToObj(i -> put().status()).toList();
        faults.set(FaultScript.parse(script));
        assertThat(IntStream.range(0, 30).mapToObj(i -> put().status())).isEqualTo(first).contains(200, 400);
    }

    @Test
    void latencyDelaysTheCallAndNobodyElse() throws IOException {
        faults.on("PutRecord").nth(1).latency(Duration.ofMillis(300));
        try (RawConnection slow = connect(); RawConnection quick = connect()) {
            long start = System.nanoTime();
            slow.send(RawConnection.post("PutRecord", put("slow")));
            // The rule counts calls in the order in which they come.
            Awaitility.await().until(() -> faults.counts().get(0).calls() == 1);
            quick.send(RawConnection.post("PutRecord", put("quick")));
            assertThat(quick.read().status()).isEqualTo(200);
            assertThat(slow.read().status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
        }
    }

    // ---- connections

    private static RawConnection connect() throws IOException {
        return new RawConnection(server.port());
    }

    private static Runnable on(Connected action) {
        return () -> {
            try (RawConnection connection = connect()) {
                action.with(connection);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static Runnable onHttp2(Connected action) {
        return on(connection -> action.with(connection.send(Http2Frames.PREFACE).send(Http2Frames.settings())));
    }

    @FunctionalInterface
    private interface Connected {
        void with(RawConnection connection) throws IOException;
    }

    private static void assertReset(RawConnection connection) {
        assertThatThrownBy(() -> {
            while (connection.in().read() >= 0) {
                // frames of the handshake
            }
        }).isInstanceOf(SocketException.class).hasMessageContaining("reset");
    }

    @Test
    void aResetConnectionGetsNoAnswerAndTheCallHasNoEffect() {
        faults.on("PutRecord").reset();
        assertThat(stored(on(connection -> assertReset(connection.send(RawConnection.post("PutRecord", put("k"))))))).isZero();
        faults.on("PutRecord").reset();
        assertThat(stored(onHttp2(connection -> assertReset(connection.send(Http2Frames.post(1, "PutRecord", put("k"))))))).isZero();
    }

    @Test
    void aLostAnswerIsOfACallThatTookEffect() {
        faults.on("PutRecord").loseAnswer();
        assertThat(stored(on(connection -> assertReset(connection.send(RawConnection.post("PutRecord", put("k"))))))).isEqualTo(1);
        faults.on("PutRecord").loseAnswer();
        assertThat(stored(onHttp2(connection -> assertReset(connection.send(Http2Frames.post(1, "PutRecord", put("k"))))))).isEqualTo(1);
    }

    @Test
    void nothingBehindAResetTakesEffect() {
        faults.on("PutRecord").nth(1).loseAnswer();
        String twice = RawConnection.post("PutRecord", put("a")) + RawConnection.post("PutRecord", put("b"));
        assertThat(stored(on(connection -> assertReset(connection.send(twice))))).isEqualTo(1);
    }

    private static Http2Frames.Frame await(RawConnection connection, int type) throws IOException {
        Http2Frames.Frame frame;
        do {
            frame = Http2Frames.read(connection.in());
        } while (frame.type() != type);
        return frame;
    }

    @Test
    void aStreamIsResetAndTheConnectionGoesOn() {
        faults.on("PutRecord").nth(1).resetStream();
        int stored = stored(onHttp2(connection -> {
            connection.send(Http2Frames.post(1, "PutRecord", put("a")));
            Http2Frames.Frame reset = await(connection, Http2Frames.RST_STREAM);
            assertThat(reset.stream()).isEqualTo(1);
            assertThat(reset.payload()).containsExactly(0, 0, 0, 2);
            connection.send(Http2Frames.post(3, "PutRecord", put("b")));
            assertThat(Http2Frames.awaitData(connection.in(), 3)).contains("SequenceNumber");
        }));
        assertThat(stored).isEqualTo(1);
        faults.on("PutRecord").resetStream();
        assertThat(stored(on(connection -> assertReset(connection.send(RawConnection.post("PutRecord", put("k"))))))).isZero();
    }

    @Test
    void aConnectionThatGoesAwayAnswersFirst() {
        faults.on("PutRecord").goAway();
        int stored = stored(onHttp2(connection -> {
            connection.send(Http2Frames.post(1, "PutRecord", put("a")));
            Http2Frames.Frame goAway = await(connection, Http2Frames.GOAWAY);
            assertThat(goAway.payload()).startsWith(0, 0, 0, 1, 0, 0, 0, 0);
            assertThat(Http2Frames.awaitData(connection.in(), 1)).contains("SequenceNumber");
            assertThat(connection.isClosed()).isTrue();
        }));
        assertThat(stored).isEqualTo(1);
        faults.on("PutRecord").goAway();
        on(connection -> {
            RawConnection.Response answer = connection.send(RawConnection.post("PutRecord", put("k"))).read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().toLowerCase(java.util.Locale.ROOT)).contains("connection: close");
            assertThat(connection.isClosed()).isTrue();
        }).run();
    }

    @Test
    void anAnswerIsCutInItsBody() {
        faults.on("PutRecord").cut(50);
        int stored = stored(on(connection -> {
            connection.send(RawConnection.post("PutRecord", put("k")));
            String seen = new String(connection.readAll(), StandardCharsets.ISO_8859_1);
            assertThat(seen).startsWith("HTTP/1.1 200").contains("{\"SequenceNumber\":\"").doesNotEndWith("}");
        }));
        assertThat(stored).isEqualTo(1);
        faults.on("PutRecord").cut(50);
        onHttp2(connection -> {
            connection.send(Http2Frames.post(1, "PutRecord", put("k")));
            Http2Frames.Frame part = await(connection, Http2Frames.DATA);
            assertThat(part.flags() & Http2Frames.END_STREAM).isZero();
            assertThat(new String(part.payload(), StandardCharsets.ISO_8859_1)).startsWith("{\"SequenceNumber").doesNotEndWith("}");
            assertThat(connection.isClosed()).isTrue();
        }).run();
    }

    /** There is nothing to cut: the client must not see the success that an empty body is. */
    @Test
    void anEmptyAnswerThatIsCutIsNotSeen() {
        faults.on("DeleteStream").cut(50);
        on(connection -> assertReset(connection.send(RawConnection.post("DeleteStream", json("{'StreamName':'other'}"))))).run();
        faults.clear();
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'other','ShardCount':1}"));
    }

    @Test
    void requestsThatNameNoOperationAreNotAboutAnyRule() throws IOException {
        faults.on("*").reset();
        try (RawConnection connection = connect()) {
            assertThat(connection.send("GET /health HTTP/1.1\r\n\r\n").read().status()).isEqualTo(200);
        }
        assertThat(server.call(WireFormat.JSON, "NoSuchOperation", "{}").at("__type")).isEqualTo("UnknownOperationException");
        assertThat(faults.counts().get(0).calls()).isZero();
    }
}
