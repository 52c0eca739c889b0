package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.server.RunningServer.Answer;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireValue;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random records through the port, come back as they went, from the shard their key belongs to. {@code -Dseed=42} starts elsewhere. */
class PutRoundTripTest {
    private static final long SEED = Long.getLong("seed", 1);
    private static final int SHARDS = 3;

    @TempDir
    Path data;

    private record Sent(String key, String data, BigInteger hash) {}

    @ParameterizedTest
    @EnumSource
    void whatIsPutComesBackFromTheShardOfItsKey(WireFormat format) throws Exception {
        try (RunningServer server = new RunningServer(data)) {
            server.ok(format, "CreateStream", json("{'StreamName':'s','ShardCount':%d}", SHARDS));
            List<List<Sent>> expected = IntStream.range(0, SHARDS).<List<Sent>>mapToObj(i -> new ArrayList<>()).toList();
            for (long seed = SEED; seed < SEED + 60; seed++) {
                Random random = new Random(seed);
                List<Sent> sent = IntStream.rangeClosed(0, random.nextInt(20)).mapToObj(i -> sent(random)).toList();
                Answer answer = put(server, format, random, sent);
                for (int i = 0; i < sent.size(); i++) {
                    int shard = shardOf(sent.get(i).hash);
                    assertThat(answer.at("Records." + i + ".ShardId")).as("seed %s", seed).isEqualTo("shardId-00000000000" + shard);
                    expected.get(shard).add(sent.get(i));
                }
            }
            for (int shard = 0; shard < SHARDS; shard++) {
                assertThat(read(server, format, shard)).isEqualTo(expected.get(shard).stream().map(each -> each.key + "=" + each.data).toList());
            }
        }
    }

    /** It goes out in pieces, and its length is said before they are made. */
    @ParameterizedTest
    @EnumSource
    void aLargeAnswerIsAsLongAsItSays(WireFormat format) throws Exception {
        try (RunningServer server = new RunningServer(data)) {
            server.ok(format, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
            Random random = new Random(SEED);
            List<Sent> sent = IntStream.range(0, 500).mapToObj(i -> sent(random, random.nextInt(6000))).toList();
            put(server, format, random, sent);
            String iterator = server.ok(format, "GetShardIterator", json("{'StreamName':'s','ShardId':'0','ShardIteratorType':'TRIM_HORIZON'}"))
                    .at("ShardIterator");
            Answer all = server.ok(format, "GetRecords", json("{'ShardIterator':'%s'}", iterator));
            assertThat(all.raw().length).isGreaterThan(1 << 20);
            assertThat(page(all)).as("seed %s", SEED).isEqualTo(sent.stream().map(each -> each.key + "=" + each.data).toList());
        }
    }

    private static Answer put(RunningServer server, WireFormat format, Random random, List<Sent> sent) {
        boolean single = sent.size() == 1;
        String records = sent.stream().map(each -> "{" + members(random, each) + "}").collect(Collectors.joining(", "));
        if (!single) {
            return server.ok(format, "PutRecords", json("{ 'Records' :[") + records + json("] ,'StreamName':'s'}"));
        }
        Answer answer = server.ok(format, "PutRecord", json("{'StreamName':'s',") + records.substring(1));
        return new Answer(200, answer.headers(), answer.raw(), new WireValue.Structure(
                java.util.Map.of("Records", new WireValue.Items(List.of(answer.body())))));
    }

    private static String members(Random random, Sent sent) {
        List<String> members = new ArrayList<>(List.of(
                json("'Data':'%s'", random.nextInt(8) == 0 ? sent.data.replace("/", "\\/") : sent.data),
                json("'PartitionKey' : '") + escaped(random, sent.key) + "\""));
        BigInteger natural = md5(sent.key);
        members.add(natural.equals(sent.hash) ? json("'ExplicitHashKey':null") : json("'ExplicitHashKey':'%s'", sent.hash));
        if (random.nextInt(4) == 0) {
            members.add(json("'Other':[1,{'a':'b'}]"));
        }
        java.util.Collections.shuffle(members, random);
        return String.join(",", members);
    }

    private static String escaped(Random random, String key) {
        StringBuilder text = new StringBuilder();
        key.codePoints().forEach(c -> {
            if (c < ' ' || c == '"' || c == '\\' || c < 0x10000 && random.nextInt(10) == 0) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }

    private static Sent sent(Random random) {
        return sent(random, random.nextInt(5) == 0 ? 0 : random.nextInt(300));
    }

    private static Sent sent(Random random, int length) {
        String key = IntStream.rangeClosed(0, random.nextInt(12))
                .map(i -> random.nextInt(4) > 0 ? '0' + random.nextInt(70) : random.nextInt(3) > 0 ? 1 + random.nextInt(0x3000) : 0x1F600 + random.nextInt(50))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        BigInteger hash = random.nextInt(4) == 0 ? new BigInteger(128, random) : md5(key);
        return new Sent(key, Base64.getEncoder().encodeToString(bytes), hash);
    }

    private static BigInteger md5(String key) {
        try {
            return new BigInteger(1, MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int shardOf(BigInteger hash) {
        BigInteger step = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(SHARDS));
        return Math.min(SHARDS - 1, hash.divide(step).intValue());
    }

    private static List<String> page(Answer page) {
        return IntStream.range(0, page.items("Records").size())
                .mapToObj(i -> page.at("Records." + i + ".PartitionKey") + "=" + page.at("Records." + i + ".Data"))
                .toList();
    }

    private static List<String> read(RunningServer server, WireFormat format, int shard) {
        String iterator = server.ok(
                        format, "GetShardIterator", json("{'StreamName':'s','ShardId':'%d','ShardIteratorType':'TRIM_HORIZON'}", shard))
                .at("ShardIterator");
        List<String> all = new ArrayList<>();
        while (true) {
            Answer page = server.ok(format, "GetRecords", json("{'ShardIterator':'%s','Limit':7}", iterator));
            all.addAll(page(page));
            if (page.items("Records").isEmpty()) {
                return all;
            }
            iterator = page.at("NextShardIterator");
        }
    }

    @ParameterizedTest
    @EnumSource
    void forcedPutsAreAnsweredInOrderToo(WireFormat format) throws IOException {
        try (RunningServer server = new RunningServer(data, settings -> settings.withDurability(Durability.FSYNC))) {
            server.ok(format, "CreateStream", json("{'StreamName':'s','ShardCount':1}"));
            try (RawConnection connection = new RawConnection(server.port())) {
                String put = RawConnection.post("PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':''}"));
                connection.send(put.repeat(50));
                List<String> answers = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    answers.add(connection.read().text());
                }
                assertThat(answers).isSorted().doesNotHaveDuplicates();
            }
            assertThat(read(server, format, 0)).hasSize(50);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatIsNotThereYetSaysSo(WireFormat format) throws IOException {
        try (RunningServer server = new RunningServer(data, settings -> settings.withStateDelay(Duration.ofHours(1)))) {
            server.ok(format, "CreateStream", json("{'StreamName':'s','ShardCount':2}"));
            Answer told = server.ok(format, "DescribeStream", json("{'StreamName':'s'}"));
            assertThat(told.at("StreamDescription.StreamStatus")).isEqualTo("CREATING");
            assertThat(told.items("StreamDescription.Shards")).isEmpty();
            assertThat(server.call(format, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':''}")).at("message"))
                    .isEqualTo("Stream s under account 000000000000 not found.");
            assertThat(server.call(format, "GetShardIterator", json("{'StreamName':'s','ShardId':'0','ShardIteratorType':'LATEST'}")).at("message"))
                    .isEqualTo("Shard shardId-000000000000 in stream s under account 000000000000 does not exist");
            Answer split = server.call(format, "SplitShard", json("{'StreamName':'s','ShardToSplit':'0','NewStartingHashKey':'10'}"));
            assertThat(split.at("__type")).isEqualTo("ResourceInUseException");
            assertThat(split.at("message")).isEqualTo("Stream s under account 000000000000 not ACTIVE, instead in state CREATING");
            Answer shards = server.call(format, "ListShards", json("{'StreamName':'s'}"));
            assertThat(shards.at("__type")).as("clients wait then; a list without shards they would believe").isEqualTo("ResourceInUseException");
            assertThat(server.ok(format, "ListStreams", "{}").at("StreamNames.0")).isEqualTo("s");
        }
    }

    @Test
    void schemasAreServedOnTheSamePort() throws IOException {
        try (RunningServer server = new RunningServer(data)) {
            assertThat(glue(server, "CreateRegistry", "{\"RegistryName\":\"r\"}").statusCode()).isEqualTo(200);
            var missing = glue(server, "GetSchemaVersion", "{\"SchemaVersionId\":\"00000000-0000-0000-0000-000000000000\"}");
            assertThat(missing.statusCode()).isEqualTo(400);
            assertThat(new String(missing.body(), StandardCharsets.UTF_8)).contains("Schema version is not found.");
            assertThat(new String(glue(server, "Nothing", "{}").body(), StandardCharsets.UTF_8)).contains("UnknownOperationException");
            assertThat(missing.headers().firstValue("x-amzn-RequestId")).isPresent();
        }
    }

    private static java.net.http.HttpResponse<byte[]> glue(RunningServer server, String operation, String body) {
        return server.exchange(java.net.http.HttpRequest.newBuilder(server.endpoint())
                .headers("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "AWSGlue." + operation, "X-Amz-Date", "a", "Authorization",
                        RunningServer.AUTHORIZATION)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** What a full disk refuses is told entry by entry, in an answer that is otherwise fine. */
    @ParameterizedTest
    @EnumSource
    void entriesThatFailSayWhy(WireFormat format) throws Exception {
        FullDisk disk = new FullDisk();
        try (FullDisk.Service service = disk.service(data)) {
            assertThat(service.call(format, "CreateStream", json("{'StreamName':'s','ShardCount':1}")).status()).isEqualTo(200);
            String put = json("{'StreamName':'s','Records':[{'PartitionKey':'k','Data':''},{'PartitionKey':'l','Data':'QQ=='}]}");
            disk.full(true);
            Answer refused = service.call(format, "PutRecords", put);
            assertThat(refused.status()).isEqualTo(200);
            assertThat(refused.at("FailedRecordCount")).isEqualTo("2");
            assertThat(refused.at("Records.1.ErrorCode")).isEqualTo("InternalFailure");
            assertThat(refused.at("Records.1.ErrorMessage")).isNotEmpty();
            assertThat(refused.has("Records.1.SequenceNumber")).isFalse();
            Answer single = service.call(format, "PutRecord", json("{'StreamName':'s','PartitionKey':'k','Data':''}"));
            assertThat(single.status()).isEqualTo(500);
            assertThat(single.at("__type")).isEqualTo("InternalFailure");
            disk.full(false);
            assertThat(service.call(format, "PutRecords", put).at("FailedRecordCount")).isEqualTo("0");
        }
    }
}
