package io.anabranch.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.anabranch.samples.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of a serve process while streams, shards, consumers, tags, policies, encryption and retention change, at random moments. Afterwards all that was
 * acknowledged is as it was told, and nothing stays CREATING, UPDATING or DELETING. {@code -Dseed=42} replays the order of the changes,
 * {@code -Dkills=200} kills so often.
 */
class ControlCrashTest {
    private static final long SEED = Long.getLong("seed", 20261120L);
    private static final int KILLS = Integer.getInteger("kills", 4);
    private static final String POLICY = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},"Action":"kinesis:DescribeStreamSummary","Resource":"%s"}]}""";

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);
    /** What was acknowledged of each stream. */
    private final Map<String, Map<String, Object>> told = new TreeMap<>();
    /** What a call is about that has no answer; its stream may be as before or as after. */
    private volatile String doing = "";
    /** What is true of it if that call was answered. */
    private volatile Predicate<Map<String, Object>> acknowledged = now -> true;
    private volatile int changes;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void everyAcknowledgedChangeSurvivesAnyKill() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServeProcess serve = new ServeProcess(folder)) {
            for (int kill = 0; kill < KILLS; kill++) {
                ChildProcess process = serve.start("--state-delay-ms", "3", "--durability", kill % 2 == 0 ? "os" : "fsync");
                KinesisJson kinesis = new KinesisJson(ServeProcess.awaitReady(process));
                check(kinesis, "seed " + SEED + ", before kill " + kill);
                runAndKill(process, kinesis, threads);
            }
            ChildProcess process = serve.start();
            check(new KinesisJson(ServeProcess.awaitReady(process)), "seed " + SEED + ", after the last kill");
            process.kill();
        } finally {
            threads.shutdownNow();
        }
    }

    private void runAndKill(ChildProcess process, KinesisJson kinesis, ExecutorService threads) throws Exception {
        int before = changes;
        Future<?> life = threads.submit(() -> change(kinesis));
        int enough = before + 1 + random.nextInt(60);
        long moment = random.nextLong(TimeUnit.MILLISECONDS.toNanos(20));
        Awaitility.await("changes go on").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(1)).until(() -> changes >= enough || life.isDone());
        Awaitility.await().pollDelay(Duration.ofNanos(moment)).pollInterval(Duration.ofMillis(1)).until(() -> true);
        boolean ended = life.isDone();
        process.kill();
        process.awaitExit(Duration.ofSeconds(10));
        life.get(30, TimeUnit.SECONDS);
        assertThat(ended).describedAs("changes went on until the kill").isFalse();
    }

    private Object change(KinesisJson kinesis) throws InterruptedException {
        try {
            while (true) {
                changeOnce(kinesis);
                changes++;
            }
        } catch (IOException killed) {
            return "no answer";
        }
    }

    private void changeOnce(KinesisJson kinesis) throws IOException, InterruptedException {
        String stream = "s" + random.nextInt(3);
        acknowledged = now -> true;
        doing = stream;
        acknowledged = change(kinesis, stream);
        Map<String, Object> now = settled(kinesis, stream);
        assertThat(now).describedAs(stream).matches(acknowledged);
        if (now.isEmpty()) told.remove(stream);
        else told.put(stream, now);
        doing = "";
    }

    /** @return what is true from now on */
    private Predicate<Map<String, Object>> change(KinesisJson kinesis, String stream) throws IOException, InterruptedException {
        if (!told.containsKey(stream)) {
            kinesis.call("CreateStream", Map.of("StreamName", stream, "ShardCount", 2));
            return now -> !now.isEmpty();
        }
        Map<String, Object> before = told.get(stream);
        return switch (random.nextInt(8)) {
            case 0 -> tag(kinesis, stream);
            case 1 -> policy(kinesis, (String) before.get("StreamARN"));
            case 2 -> encryption(kinesis, stream, before.get("EncryptionType").equals("KMS"));
            case 3 -> retention(kinesis, stream, (Integer) before.get("RetentionPeriodHours"));
            case 4 -> scale(kinesis, stream);
            case 5, 6 -> consumer(kinesis, before);
            default -> {
                kinesis.call("DeleteStream", Map.of("StreamName", stream, "EnforceConsumerDeletion", true));
                yield Map::isEmpty;
            }
        };
    }

    private Predicate<Map<String, Object>> tag(KinesisJson kinesis, String stream) throws IOException, InterruptedException {
        String value = "v" + random.nextInt(1_000_000);
        kinesis.call("AddTagsToStream", Map.of("StreamName", stream, "Tags", Map.of("t" + random.nextInt(4), value)));
        return now -> now.get("Tags").toString().contains('"' + value + '"');
    }

    private Predicate<Map<String, Object>> policy(KinesisJson kinesis, String arn) throws IOException, InterruptedException {
        String account = "1111" + (10_000_000 + random.nextInt(80_000_000));
        kinesis.call("PutResourcePolicy", Map.of("ResourceARN", arn, "Policy", POLICY.formatted(account, arn)));
        return now -> now.get("Policy").toString().contains(account);
    }

    private Predicate<Map<String, Object>> encryption(KinesisJson kinesis, String stream, boolean encrypted) throws IOException, InterruptedException {
        Map<String, String> input = Map.of("StreamName", stream, "EncryptionType", "KMS", "KeyId", "alias/aws/kinesis");
        boolean done = unlessLimited(kinesis, encrypted ? "StopStreamEncryption" : "StartStreamEncryption", input);
        return now -> now.get("EncryptionType").equals(done == encrypted ? "NONE" : "KMS"); // what is not done stays
    }

    private Predicate<Map<String, Object>> retention(KinesisJson kinesis, String stream, int hours) throws IOException, InterruptedException {
        int wanted = hours > 24 ? 24 : 48 + random.nextInt(100);
        String operation = hours > 24 ? "DecreaseStreamRetentionPeriod" : "IncreaseStreamRetentionPeriod";
        kinesis.call(operation, Map.of("StreamName", stream, "RetentionPeriodHours", wanted));
        return now -> now.get("RetentionPeriodHours").equals(wanted);
    }

    private Predicate<Map<String, Object>> scale(KinesisJson kinesis, String stream) throws IOException, InterruptedException {
        int wanted = 2 + random.nextInt(2);
        Map<String, Object> input = Map.of("StreamName", stream, "TargetShardCount", wanted, "ScalingType", "UNIFORM_SCALING");
        boolean done = unlessLimited(kinesis, "UpdateShardCount", input);
        return now -> !done || now.get("OpenShardCount").equals(wanted);
    }

    private Predicate<Map<String, Object>> consumer(KinesisJson kinesis, Map<String, Object> before) throws IOException, InterruptedException {
        String name = "c" + random.nextInt(2);
        boolean there = before.get("Consumers").toString().contains('"' + name + '"');
        String operation = there ? "DeregisterStreamConsumer" : "RegisterStreamConsumer";
        kinesis.call(operation, Map.of("StreamARN", before.get("StreamARN"), "ConsumerName", name));
        return now -> now.get("Consumers").toString().contains('"' + name + '"') != there;
    }

    /** @return false if it was so often a day */
    private static boolean unlessLimited(KinesisJson kinesis, String operation, Map<String, ?> input) throws IOException, InterruptedException {
        try {
            kinesis.call(operation, input);
            return true;
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("LimitExceededException")) throw e;
            return false;
        }
    }

    /** What a stream is once nothing is under way; nothing if it is gone. */
    private static Map<String, Object> settled(KinesisJson kinesis, String stream) throws IOException, InterruptedException {
        for (int look = 0; look < 10_000; look++) {
            Map<String, Object> now = look(kinesis, stream);
            boolean under = now.toString().matches("(?s).*\\b(CREATING|UPDATING|DELETING)\\b.*");
            if (!under) return now;
        }
        throw new AssertionError(stream + " stays " + look(kinesis, stream));
    }

    private static Map<String, Object> look(KinesisJson kinesis, String stream) throws IOException, InterruptedException {
        if (!kinesis.call("ListStreams", Map.of()).get("StreamNames").toString().contains('"' + stream + '"')) return Map.of();
        Map<String, Object> seen = new TreeMap<>();
        try {
            JsonNode summary = kinesis.call("DescribeStreamSummary", Map.of("StreamName", stream)).get("StreamDescriptionSummary");
            for (String name : List.of("StreamARN", "StreamStatus", "EncryptionType")) seen.put(name, summary.path(name).asText());
            for (String name : List.of("RetentionPeriodHours", "OpenShardCount")) seen.put(name, summary.get(name).asInt());
            String arn = summary.get("StreamARN").asText();
            seen.put("Tags", kinesis.call("ListTagsForStream", Map.of("StreamName", stream)).get("Tags").toString());
            seen.put("Consumers", kinesis.call("ListStreamConsumers", Map.of("StreamARN", arn)).get("Consumers").toString());
            seen.put("Shards", kinesis.call("ListShards", Map.of("StreamName", stream)).get("Shards").toString());
            seen.put("Policy", kinesis.call("GetResourcePolicy", Map.of("ResourceARN", arn)).path("Policy").asText());
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.contains("ResourceNotFound") && !message.contains("ResourceInUse")) throw e;
            seen.put("StreamStatus", "DELETING"); // or gone between two looks
        }
        return seen;
    }

    private void check(KinesisJson kinesis, String when) throws IOException, InterruptedException {
        for (int i = 0; i < 3; i++) {
            String stream = "s" + i;
            Map<String, Object> now = settled(kinesis, stream);
            if (stream.equals(doing)) {
                assertThat(now).describedAs("%s, %s", stream, when).matches(acknowledged);
                told.put(stream, now);
            }
            assertThat(now).describedAs("%s, %s", stream, when).isEqualTo(told.getOrDefault(stream, Map.of()));
            if (now.isEmpty()) told.remove(stream);
        }
        doing = "";
    }
}
