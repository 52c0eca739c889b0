package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.base64;
import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of metrics, after calls whose counts are known. */
class MetricsTest {
    private static final WireFormat JSON = WireFormat.JSON;
    private static final String STREAM = "{account=\"000000000000\",region=\"us-east-1\",stream=\"s\"} ";
    private static final String SHARD = "{account=\"000000000000\",region=\"us-east-1\",stream=\"s\",shard=\"shardId-000000000000\"} ";

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(data, settings -> settings.withLimits(Limits.STRICT));
        server.ok(JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> scrape() {
        return server.exchange(HttpRequest.newBuilder(server.endpoint().resolve("/metrics")).build());
    }

    private String page() {
        return new String(scrape().body(), StandardCharsets.UTF_8);
    }

    private void put(int kib) {
        server.call(JSON, "PutRecord", json("{'StreamName':'s','Data':'%s','PartitionKey':'key'}", base64("x".repeat(kib << 10))));
    }

    private String get(String iterator, int limit) {
        return server.ok(JSON, "GetRecords", json("{'ShardIterator':'%s','Limit':%d}", iterator, limit)).at("NextShardIterator");
    }

    private String iterator(String type) {
        return server.ok(JSON, "GetShardIterator", json("{'StreamName':'s','ShardId':'0','ShardIteratorType':'%s'}", type)).at("ShardIterator");
    }

    @Test
    void whatWentInIsCounted() {
        put(1);
        server.ok(JSON, "PutRecords", json("{'StreamName':'s','Records':[{'Data':'YWI=','PartitionKey':'k'},{'Data':'YWI=','PartitionKey':'k'}]}"));
        assertThat(page())
                .contains("\nanabranch_stream_incoming_records_total" + STREAM + "3\n")
                .contains("\nanabranch_stream_incoming_bytes_total" + STREAM + (1024 + 3 + 6) + "\n")
                .contains("\nanabranch_stream_put_record_success_total" + STREAM + "1\n")
                .contains("\nanabranch_stream_put_record_bytes_total" + STREAM + "1027\n")
                .contains("\nanabranch_stream_put_records_success_total" + STREAM + "1\n")
                .contains("\nanabranch_stream_put_records_bytes_total" + STREAM + "6\n")
                .contains("\nanabranch_stream_put_records_total_records_total" + STREAM + "2\n")
                .contains("\nanabranch_stream_put_records_successful_records_total" + STREAM + "2\n");
    }

    @Test
    void whatWasRefusedIsCounted() {
        put(700);
        put(700);
        String large = base64("x".repeat(500 << 10));
        server.ok(JSON, "PutRecords", json("{'StreamName':'s','Records':[{'Data':'%s','PartitionKey':'k'},{'Data':'YWI=','PartitionKey':'k'}]}", large));
        String iterator = iterator("LATEST");
        for (int i = 0; i < 5; i++) get(iterator, 1);
        server.call(JSON, "GetRecords", json("{'ShardIterator':'%s'}", iterator));
        assertThat(page())
                .contains("\nanabranch_stream_incoming_records_total" + STREAM + "2\n")
                .contains("\nanabranch_stream_write_provisioned_throughput_exceeded_total" + STREAM + "2\n")
                .contains("\nanabranch_stream_put_record_success_total" + STREAM + "1\n")
                .contains("\nanabranch_stream_put_records_throttled_records_total" + STREAM + "1\n")
                .contains("\nanabranch_stream_put_records_failed_records_total" + STREAM + "0\n")
                .contains("\nanabranch_stream_read_provisioned_throughput_exceeded_total" + STREAM + "1\n")
                .contains("\nanabranch_stream_get_records_success_total" + STREAM + "5\n");
    }

    @Test
    void whatWentOutAndHowOldItWas() {
        put(1);
        server.clock().advance(Duration.ofSeconds(7));
        put(2);
        assertThat(page()).doesNotContain("iterator_age_milliseconds{");
        String next = get(iterator("TRIM_HORIZON"), 1);
        assertThat(page())
                .contains("\nanabranch_stream_get_records_records_total" + STREAM + "1\n")
                .contains("\nanabranch_stream_get_records_bytes_total" + STREAM + "1027\n")
                .contains("\nanabranch_stream_get_records_iterator_age_milliseconds" + STREAM + "7000\n");
        get(next, 1);
        assertThat(page()).contains("\nanabranch_stream_get_records_iterator_age_milliseconds" + STREAM + "0\n");
    }

    @Test
    void whatCallsTakeIsTimed() {
        put(1);
        server.ok(JSON, "PutRecords", json("{'StreamName':'s','Records':[{'Data':'YWI=','PartitionKey':'k'}]}"));
        get(get(iterator("TRIM_HORIZON"), 1), 1);
        assertThat(page())
                .contains("\nanabranch_stream_put_record_latency_milliseconds_count" + STREAM + "1\n")
                .contains("\nanabranch_stream_put_records_latency_milliseconds_count" + STREAM + "1\n")
                .contains("\nanabranch_stream_get_records_latency_milliseconds_count" + STREAM + "2\n")
                .contains("\nanabranch_stream_get_records_latency_milliseconds_sum" + STREAM + "0\n");
    }

    @Test
    void howFarASubscriberIsBehindIsShown() throws IOException {
        put(1);
        server.clock().advance(Duration.ofSeconds(7));
        String stream = "arn:aws:kinesis:us-east-1:000000000000:stream/s";
        String consumer = server.ok(JSON, "RegisterStreamConsumer", json("{'StreamARN':'%s','ConsumerName':'c'}", stream)).at("Consumer.ConsumerARN");
        String request = json("{'ConsumerARN':'%s','ShardId':'shardId-000000000000','StartingPosition':{'Type':'TRIM_HORIZON'}}", consumer);
        assertThat(page()).doesNotContain("millis_behind_latest{");
        try (Subscriber subscriber = Subscriber.http1(server.port(), JSON, request)) {
            subscriber.expect("initial-response");
            subscriber.expect("SubscribeToShardEvent");
            assertThat(page()).contains("\nanabranch_stream_subscribe_to_shard_event_millis_behind_latest" + STREAM + "0\n");
        }
    }

    @Test
    void shardsAreCountedAsFarAsTheirMetricsAreEnabled() {
        put(1);
        assertThat(page()).doesNotContain("shardId");
        server.ok(JSON, "EnableEnhancedMonitoring", json("{'StreamName':'s','ShardLevelMetrics':['IncomingRecords','IteratorAgeMilliseconds']}"));
        put(1);
        String page = page();
        assertThat(page)
                .contains("\nanabranch_shard_incoming_records_total" + SHARD + "1\n")
                .contains("\nanabranch_shard_iterator_age_milliseconds" + SHARD + "0\n")
                .doesNotContain("anabranch_shard_incoming_bytes_total{");
        server.ok(JSON, "DisableEnhancedMonitoring", json("{'StreamName':'s','ShardLevelMetrics':['ALL']}"));
        assertThat(page()).doesNotContain("shardId");
    }

    @Test
    void callsAndConnectionsAreCounted() {
        put(1);
        server.call(JSON, "PutRecord", json("{'StreamName':'missing','Data':'YQ==','PartitionKey':'k'}"));
        server.call(JSON, "DoWhatINeverHeardOf", "{}");
        String page = page();
        assertThat(page)
                .contains("\nanabranch_requests_total{operation=\"PutRecord\",status=\"200\"} 1\n")
                .contains("\nanabranch_requests_total{operation=\"PutRecord\",status=\"400\"} 1\n")
                .contains("\nanabranch_requests_total{operation=\"none\",status=\"400\"} 1\n")
                .contains("\nanabranch_request_seconds_bucket{operation=\"PutRecord\",le=\"+Inf\"} 2\n")
                .contains("\nanabranch_request_seconds_count{operation=\"PutRecord\"} 2\n")
                .contains("\nanabranch_connections 1\n");
        assertThat(value(page, "anabranch_received_bytes_total")).isGreaterThan(1024);
        assertThat(value(page, "anabranch_sent_bytes_total")).isPositive();
        assertThat(value(page, "anabranch_stream_disk_bytes" + STREAM.trim())).isGreaterThan(1024);
    }

    private static double value(String page, String name) {
        return Double.parseDouble(page.lines().filter(line -> line.startsWith(name + " ")).findFirst().orElseThrow().substring(name.length() + 1));
    }

    @Test
    void aStreamThatIsGoneIsNotShown() {
        put(1);
        server.ok(JSON, "DeleteStream", json("{'StreamName':'s'}"));
        assertThat(page()).doesNotContain("stream=\"s\"");
    }

    /** Every line is a comment or a value, and every value belongs to the family told above it. */
    @Test
    void thePageIsWhatPrometheusReads() {
        put(1);
        assertThat(scrape().headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        var line = Pattern.compile("([a-z_]+)(\\{[a-z]+=\"[^\"\n]*\"(,[a-z]+=\"[^\"\n]*\")*})? [0-9.]+");
        String family = "";
        for (String each : page().split("\n")) {
            if (each.startsWith("# TYPE ")) family = each.split(" ")[2];
            if (each.startsWith("#")) continue;
            var parts = line.matcher(each);
            assertThat(parts.matches()).as(each).isTrue();
            assertThat(parts.group(1)).startsWith(family);
        }
    }

    @Test
    void everyMetricIsInTheManual() throws IOException {
        String manual = Files.readString(Path.of("../docs/metrics.md"));
        Set<String> told = Pattern.compile("`(anabranch_[a-z_]+)`").matcher(manual).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
        Set<String> shown = page().lines().filter(each -> each.startsWith("# TYPE ")).map(each -> each.split(" ")[2]).collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(shown);
    }
}
