package io.anabranch.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.operation.KinesisService;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad bodies and headers are always the client's fault: never a 5xx, never silence, never an answer that cannot be read; and the service is none the
 * worse for them. {@code -Dseed=42} starts elsewhere, {@code -Dinputs=1000000} goes on for longer.
 */
class FuzzTest {
    private static final long SEED = Long.getLong("seed", 1);
    private static final int INPUTS = Integer.getInteger("inputs", 100_000);
    private static final long MAX_HEAP_GROWTH = 32 << 20;
    private static final List<String> CONTENT_TYPES = List.of(
            "", "application/json", "text/plain", "application/x-amz-json-1.1; charset=utf-8", " application/x-amz-cbor-1.1 ", "application/x-amz-json-1.0", ";", "\0");
    private static final List<String> TARGETS = List.of(
            "", ".", "Kinesis_20131202", "Kinesis_20131202.", "Kinesis_20131202.Nothing", "kinesis_20131202.ListStreams", "DynamoDB_20120810.ListTables", "AWSGlue.GetSchema", "AWSGlue.");
    private static final List<String> AUTHORIZATIONS = List.of(
            "", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential", "AWS4-HMAC-SHA256 Credential=,SignedHeaders=,Signature=", "Bearer x", "Credential=////, SignedHeaders=;, Signature==",
            "AWS4-HMAC-SHA256 Credential=999999999999/20260301/eu-west-1/kinesis/aws4_request, SignedHeaders=host, Signature=00");
    private static final List<String> PATHS = List.of("/", "/?X-Amz-Algorithm=x", "/?X-Amz-Credential=%zz&=&&", "*", "/a/../b?%", "/?X-Amz-Algorithm=x&X-Amz-Credential=a/b/c/d/e&X-Amz-Signature=s&X-Amz-SignedHeaders=h&X-Amz-Date=d");

    @TempDir
    Path data;

    private RunningServer server;
    private KinesisService service;
    private List<Map.Entry<WireFormat, Map.Entry<String, WireValue>>> samples;

    @BeforeEach
    void start() throws IOException, WireException {
        server = new RunningServer(data, settings -> settings.withShardLimit(40).withSegmentBytes(1 << 20));
        service = new KinesisService(server.simulator().streams(), Optional.empty(), new Faults(), Runnable::run, new Random(SEED));
        createStream();
        String iterator = server.ok(WireFormat.CBOR, "GetShardIterator", RunningServer.json(
                "{'StreamName':'fuzz','ShardId':'0','ShardIteratorType':'TRIM_HORIZON'}")).at("ShardIterator");
        samples = new java.util.ArrayList<>();
        for (Map.Entry<String, String> sample : FuzzSamples.all(iterator)) {
            for (WireFormat format : WireFormat.values()) {
                WireValue tree = WireReader.read(format, RunningServer.body(format, sample.getValue()));
                samples.add(Map.entry(format, Map.entry(sample.getKey(), tree)));
            }
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void createStream() {
        server.call(WireFormat.JSON, "CreateStream", RunningServer.json("{'StreamName':'fuzz','ShardCount':2}"));
    }

    @Test
    void damagedRequestsAreTheClientsFaultAndLeaveNothingBehind() throws Exception {
        int settled = INPUTS / 4;
        run(SEED, SEED + settled);
        long before = heapInUse();
        run(SEED + settled, SEED + INPUTS);
        assertThat(heapInUse()).as("bytes of the heap in use").isLessThan(before + MAX_HEAP_GROWTH);
        createStream();
        assertThat(server.ok(WireFormat.JSON, "ListStreams", "{}").texts("StreamSummaries", "StreamName")).contains("fuzz");
    }

    private void run(long from, long to) throws Exception {
        for (long seed = from; seed < to; seed++) {
            if (seed % 1_000 == 0) {
                createStream(); // one of them was a DeleteStream
            }
            Random random = new Random(seed * 0x9e3779b97f4a7c15L);
            var sample = samples.get(random.nextInt(samples.size()));
            byte[] body = new BodyDamage(random).of(sample.getKey(), sample.getValue().getValue());
            assertAnswered(seed, sample.getKey(), sample.getValue().getKey(), body, random);
        }
    }

    private void assertAnswered(long seed, WireFormat format, String operation, byte[] body, Random random) throws Exception {
        Map<String, String> headers = headers(random, format, operation);
        String method = random.nextInt(100) == 0 ? List.of("GET", "OPTIONS", "PUT", "", "post").get(random.nextInt(5)) : "POST";
        String path = random.nextInt(50) == 0 ? any(PATHS, random) : "/";
        String what = String.format("seed %d: %s %s %s %s", seed, method, path, headers, HexFormat.of().formatHex(body, 0, Math.min(body.length, 2_000)));
        var request = new ServiceRequest(method, path, name -> Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))), body);
        ServiceAnswer answer = service.handle(request).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(answer.status()).as(what).isIn(200, 400, 403, 404);
        assertReadable(what, answer);
    }

    private static Map<String, String> headers(Random random, WireFormat format, String operation) {
        Map<String, String> headers = new HashMap<>(Map.of(
                "content-type", format.contentType(), "x-amz-target", "Kinesis_20131202." + operation, "x-amz-date", "a", "authorization", RunningServer.AUTHORIZATION));
        if (random.nextInt(10) == 0) {
            switch (random.nextInt(5)) {
                case 0 -> headers.put("content-type", any(CONTENT_TYPES, random));
                case 1 -> headers.put("x-amz-target", any(TARGETS, random));
                case 2 -> headers.put("authorization", any(AUTHORIZATIONS, random));
                case 3 -> headers.put("origin", "null");
                default -> headers.remove(any(List.of("content-type", "x-amz-target", "x-amz-date", "authorization"), random));
            }
        }
        return headers;
    }

    private static <T> T any(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private static void assertReadable(String what, ServiceAnswer answer) {
        if (answer.body().events().isPresent()) {
            answer.body().events().get().close();
            return;
        }
        int at = answer.headers().indexOf("Content-Type");
        Optional<WireFormat> format = at < 0 ? Optional.empty() : WireFormat.ofContentType(answer.headers().get(at + 1));
        byte[] body = Arrays.copyOf(answer.body().bytes(), answer.body().length());
        if (format.isPresent() && body.length > 0) {
            try {
                WireReader.read(format.get(), body);
            } catch (WireException e) {
                throw new AssertionError(what + " was answered " + new String(body, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    private static long heapInUse() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
