package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.operation.KinesisService;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input is always the client's fault: never a 5xx, never silence. {@code -Dseed=42} starts elsewhere. */
class FuzzTest {
    private static final long SEED = Long.getLong("seed", 1);
    private static final List<Map.Entry<String, String>> SAMPLES = List.of(
            Map.entry("PutRecords", "{'StreamName':'s','Records':[{'Data':'QUJD','PartitionKey':'k'},{'PartitionKey':'l','Data':'','ExplicitHashKey':'9'}]}"),
            Map.entry("PutRecord", "{'StreamName':'s','PartitionKey':'\\\\u00e9k','Data':'QUJD','SequenceNumberForOrdering':'1'}"),
            Map.entry("GetRecords", "{'ShardIterator':'AAAAAAAAAAE=','Limit':10}"),
            Map.entry("GetShardIterator", "{'StreamName':'s','ShardId':'shardId-000000000000','ShardIteratorType':'AT_TIMESTAMP','Timestamp':1.5}"),
            Map.entry("ListShards", "{'StreamName':'s','MaxResults':7,'ShardFilter':{'Type':'AT_TIMESTAMP','Timestamp':1700000000}}"),
            Map.entry("DescribeStream", "{'StreamARN':'arn:aws:kinesis:us-east-1:000000000000:stream/s','Limit':5}"),
            Map.entry("SplitShard", "{'StreamName':'s','ShardToSplit':'shardId-000000000009','NewStartingHashKey':'10'}"),
            Map.entry("MergeShards", "{'StreamName':'s','ShardToMerge':'a','AdjacentShardToMerge':'b'}"),
            Map.entry("ListStreams", "{'Limit':3,'NextToken':'AAAA'}"));

    @TempDir
    Path data;

    private RunningServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RunningServer(data);
        server.ok(WireFormat.JSON, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void damagedBodiesAreTheClientsFault() throws Exception {
        var service = new KinesisService(server.simulator().streams(), Optional.empty(), new Faults(), Runnable::run, new Random(SEED));
        for (long seed = SEED; seed < SEED + 4_000; seed++) {
            Random random = new Random(seed);
            Map.Entry<String, String> sample = SAMPLES.get(random.nextInt(SAMPLES.size()));
            WireFormat format = random.nextBoolean() ? WireFormat.JSON : WireFormat.CBOR;
            byte[] body = damaged(random, RunningServer.body(format, json(sample.getValue())));
            Map<String, String> headers = Map.of(
                    "content-type", format.contentType(), "x-amz-target", "Kinesis_20131202." + sample.getKey(), "x-amz-date", "a",
                    "authorization", RunningServer.AUTHORIZATION);
            var request = new ServiceRequest("POST", "/", name -> Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT))), body);
            ServiceAnswer answer = service.handle(request).toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(answer.status()).as("seed %s: %s %s", seed, sample.getKey(), HexFormat.of().formatHex(body)).isIn(200, 400);
        }
    }

    @Test
    void damagedRequestsAreAnsweredOrDropped() throws Exception {
        for (long seed = SEED; seed < SEED + 400; seed++) {
            Random random = new Random(seed);
            Map.Entry<String, String> sample = SAMPLES.get(random.nextInt(SAMPLES.size()));
            byte[] request = request(random, sample);
            try (RawConnection connection = new RawConnection(server.port())) {
                try {
                    connection.send(damaged(random, request)).halfClose();
                } catch (java.net.SocketException e) {
                    continue; // refused already, while we were still sending
                }
                String answer = new String(connection.readAll(), StandardCharsets.ISO_8859_1);
                assertThat(answer).as("seed %s", seed).doesNotStartWith("HTTP/1.1 5");
            }
        }
        assertThat(server.ok(WireFormat.JSON, "ListStreams", "{}").at("StreamNames.0")).isEqualTo("s");
    }

    private static byte[] request(Random random, Map.Entry<String, String> sample) {
        return switch (random.nextInt(3)) {
            case 0 -> RunningServer.concat(Http2Frames.PREFACE, Http2Frames.settings(), Http2Frames.post(1, sample.getKey(), json(sample.getValue())));
            case 1 -> RawConnection.post(sample.getKey(), json(sample.getValue())).getBytes(StandardCharsets.ISO_8859_1);
            default -> {
                byte[] noise = new byte[random.nextInt(2_000)];
                random.nextBytes(noise);
                yield noise;
            }
        };
    }

    private static byte[] damaged(Random random, byte[] whole) {
        byte[] copy = whole.clone();
        for (int i = random.nextInt(4); i >= 0 && copy.length > 0; i--) {
            int at = random.nextInt(copy.length);
            switch (random.nextInt(4)) {
                case 0 -> copy[at] = (byte) random.nextInt(256);
                case 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> copy = Arrays.copyOf(copy, at);
                default -> copy = RunningServer.concat(Arrays.copyOf(copy, at), new byte[] {copy[at]}, Arrays.copyOfRange(copy, at, copy.length));
            }
        }
        return copy;
    }
}
