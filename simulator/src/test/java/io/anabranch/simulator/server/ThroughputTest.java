package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.base64;
import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a shard lets pass a second where limits are strict, and that nothing is held back where they are not. */
class ThroughputTest {
    private static final WireFormat JSON = WireFormat.JSON;
    private static final String SHARD = "shardId-000000000000";
    private static final String WRITES = "Rate exceeded for shard shardId-000000000000 in stream s under account 000000000000.";
    private static final String READS = "Rate exceeded for Shard - 000000000000/s/shardId-000000000000";
    private static final String THROTTLED = "ProvisionedThroughputExceededException";

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        start(Limits.STRICT, 1);
    }

    private void start(Limits limits, int shards) throws IOException {
        server = new RunningServer(data, settings -> settings.withLimits(limits));
        server.ok(JSON, "CreateStream", json("{'StreamName':'s','ShardCount':%d}", shards));
    }

    private void startAnew(Limits limits, int shards) throws IOException {
        server.ok(JSON, "DeleteStream", json("{'StreamName':'s'}"));
        server.close();
        start(limits, shards);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String record(int kib) {
        return json("{'Data':'%s','PartitionKey':'k'}", base64("x".repeat(kib << 10)));
    }

    private RunningServer.Answer put(WireFormat format, int kib) {
        return server.call(format, "PutRecord", json("{'StreamName':'s','Data':'%s','PartitionKey':'k'}", base64("x".repeat(kib << 10))));
    }

    private RunningServer.Answer putAll(WireFormat format, List<String> records) {
        return server.ok(format, "PutRecords", "{\"StreamName\":\"s\",\"Records\":[" + String.join(",", records) + "]}");
    }

    private static List<String> small(int count) {
        return IntStream.range(0, count).mapToObj(i -> json("{'Data':'%s','PartitionKey':'k'}", base64("record " + i))).toList();
    }

    private String iterator() {
        return server.ok(JSON, "GetShardIterator", json("{'StreamName':'s','ShardId':'%s','ShardIteratorType':'TRIM_HORIZON'}", SHARD)).at("ShardIterator");
    }

    private RunningServer.Answer get(String iterator) {
        return server.call(JSON, "GetRecords", json("{'ShardIterator':'%s'}", iterator));
    }

    private static void assertThrottled(RunningServer.Answer answer, String text) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("__type")).isEqualTo(THROTTLED);
        assertThat(answer.at("message")).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void aMebibyteASecondMayBePut(WireFormat format) {
        assertThat(put(format, 600).status()).isEqualTo(200);
        assertThrottled(put(format, 600), WRITES);
        assertThat(put(format, 400).status()).as("that much is left").isEqualTo(200);
        server.clock().advance(Duration.ofSeconds(1));
        assertThat(put(format, 600).status()).isEqualTo(200);
    }

    @Test
    void aLargeRecordIsAbsorbedAndPaidOff() {
        server.ok(JSON, "DeleteStream", json("{'StreamName':'s'}"));
        server.ok(JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1,'MaxRecordSizeInKiB':10240}"));
        assertThat(put(JSON, 1).status()).isEqualTo(200);
        assertThat(put(WireFormat.CBOR, 5 << 10).status()).isEqualTo(200);
        server.clock().advance(Duration.ofMillis(4_990));
        assertThrottled(put(JSON, 1), WRITES);
        server.clock().advance(Duration.ofMillis(20));
        assertThat(put(JSON, 1).status()).isEqualTo(200);
    }

    @Test
    void partitionKeysCount() {
        String key = "k".repeat(256);
        String full = json("{'StreamName':'s','PartitionKey':'%s','Data':'%s'}", key, base64("x".repeat((1 << 20) - 256)));
        assertThat(server.call(JSON, "PutRecord", full).status()).isEqualTo(200);
        assertThrottled(put(JSON, 0), WRITES);
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void aThousandRecordsASecondMayBePut(WireFormat format) {
        assertThat(putAll(format, small(500)).at("FailedRecordCount")).isEqualTo("0");
        assertThat(putAll(format, small(400)).at("FailedRecordCount")).isEqualTo("0");
        RunningServer.Answer last = putAll(format, small(500));
        assertThat(last.at("FailedRecordCount")).isEqualTo("400");
        assertThat(last.has("Records.99.SequenceNumber")).isTrue();
        assertThat(last.at("Records.100.ErrorCode")).isEqualTo(THROTTLED);
        assertThat(last.at("Records.100.ErrorMessage")).isEqualTo(WRITES);
        assertThat(last.has("Records.100.ShardId")).isFalse();
        assertThrottled(put(format, 1), WRITES);
        server.clock().advance(Duration.ofMillis(250));
        assertThat(putAll(format, small(500)).at("FailedRecordCount")).as("a quarter of a second is worth 250").isEqualTo("250");
    }

    @Test
    void whatFitsIsStoredInOrderAlsoBehindWhatDoesNot() {
        RunningServer.Answer answer = putAll(JSON, List.of(record(500), record(600), record(300), record(300), record(100)));
        assertThat(answer.at("FailedRecordCount")).isEqualTo("2");
        List<Boolean> stored = IntStream.range(0, 5).mapToObj(i -> answer.has("Records." + i + ".SequenceNumber")).toList();
        assertThat(stored).containsExactly(true, false, true, false, true);
        List<String> numbers = answer.items("Records").stream().map(Object::toString).filter(text -> text.contains("SequenceNumber")).toList();
        assertThat(numbers).isSorted();
        RunningServer.Answer read = get(iterator());
        List<Integer> lengths = read.texts("Records", "Data").stream().map(text -> text.length() * 3 / 4 >> 10).toList();
        assertThat(lengths).containsExactly(500, 300, 100);
    }

    @Test
    void shardsAreLimitedEachByItself() throws IOException {
        startAnew(Limits.STRICT, 2);
        String low = json("{'Data':'%s','PartitionKey':'k','ExplicitHashKey':'0'}", base64("x".repeat(900 << 10)));
        String high = low.replace("\"0\"", "\"340282366920938463463374607431768211455\"");
        RunningServer.Answer answer = putAll(JSON, List.of(low, low, high, high));
        assertThat(IntStream.range(0, 4).mapToObj(i -> answer.has("Records." + i + ".SequenceNumber")).toList()).containsExactly(true, false, true, false);
        assertThat(answer.at("Records.3.ErrorMessage")).isEqualTo(WRITES.replace(SHARD, "shardId-000000000001"));
    }

    @Test
    void fiveReadsASecondMayBeMade() {
        String iterator = iterator();
        for (int i = 0; i < 5; i++) assertThat(get(iterator).status()).isEqualTo(200);
        assertThrottled(get(iterator), READS);
        server.clock().advance(Duration.ofMillis(200));
        assertThat(get(iterator).status()).isEqualTo(200);
        assertThrottled(get(iterator), READS);
    }

    @Test
    void whatALargeReadGaveIsPaidOffBeforeTheNext() {
        for (int i = 0; i < 12; i++) {
            assertThat(put(JSON, 1000).status()).isEqualTo(200);
            server.clock().advance(Duration.ofSeconds(1));
        }
        RunningServer.Answer full = get(iterator());
        assertThat(full.items("Records")).hasSize(10);
        String next = full.at("NextShardIterator");
        server.clock().advance(Duration.ofMillis(4_800));
        assertThrottled(get(next), READS);
        server.clock().advance(Duration.ofMillis(200));
        assertThat(get(next).items("Records")).as("ten megabytes are worth five seconds").hasSize(2);
    }

    @Test
    void fiveIteratorsASecondMayBeHad() {
        for (int i = 0; i < 5; i++) iterator();
        String sixth = json("{'StreamName':'s','ShardId':'%s','ShardIteratorType':'LATEST'}", SHARD);
        assertThrottled(server.call(WireFormat.CBOR, "GetShardIterator", sixth), READS);
        server.clock().advance(Duration.ofMillis(200));
        iterator();
    }

    @ParameterizedTest
    @EnumSource(value = Limits.class, names = {"RELAXED", "OFF"})
    void nothingIsHeldBackElsewhere(Limits limits) throws IOException {
        startAnew(limits, 1);
        for (int i = 0; i < 3; i++) assertThat(put(JSON, 1000).status()).isEqualTo(200);
        for (int i = 0; i < 4; i++) assertThat(putAll(JSON, small(500)).at("FailedRecordCount")).isEqualTo("0");
        for (String iterator : Collections.nCopies(20, iterator())) assertThat(get(iterator).status()).isEqualTo(200);
        assertThat(IntStream.range(0, 20).mapToObj(i -> iterator()).collect(Collectors.toSet())).hasSize(20);
    }
}
