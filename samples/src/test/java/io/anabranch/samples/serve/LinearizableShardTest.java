package io.anabranch.samples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.anabranch.samples.process.ChildProcess;
import io.anabranch.samples.serve.ShardHistory.Put;
import io.anabranch.samples.serve.ShardHistory.Read;
import io.anabranch.samples.serve.ShardHistory.Seen;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardRecords;
import io.anabranch.simulator.stream.Stream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writers and readers of one shard at once; what each was told, held against what a shard is. {@code -Drounds=50} goes on for longer. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class LinearizableShardTest {
    private static final int CLIENTS = 3;
    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int LIMIT = 50;

    @TempDir
    private Path folder;

    private final ShardHistory history = new ShardHistory();
    private final LongSupplier nanoClock = System::nanoTime;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean over = new AtomicBoolean();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void inProcess() throws Exception {
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(folder))) {
            simulator.streams().create("s", 1);
            Stream stream = simulator.streams().stream("s");
            List<Callable<Object>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                String prefix = client + "-";
                clients.add(() -> putInProcess(stream, prefix, 500));
                clients.add(() -> readInProcess(stream.shards().get(0), 500));
            }
            for (Future<Object> done : threads.invokeAll(clients)) done.get();
        }
        assertLinear(CLIENTS * 500);
    }

    private Object putInProcess(Stream stream, String prefix, int count) throws Exception {
        PutBatch batch = new PutBatch();
        for (int i = 0; i < count; i++) {
            batch.clear();
            batch.add("k".getBytes(UTF_8), (prefix + i).getBytes(UTF_8));
            long invoked = nanoClock.getAsLong();
            stream.put(batch).toCompletableFuture().get();
            history.add(new Put(prefix + i, invoked, nanoClock.getAsLong(), Optional.of(new BigInteger(batch.sequenceNumber(0).toString()))));
        }
        return prefix;
    }

    private Object readInProcess(Shard shard, int count) {
        long next = 0;
        BigInteger after = BigInteger.ZERO;
        for (int i = 0; i < count; i++) {
            long invoked = nanoClock.getAsLong();
            ShardRecords records = shard.read(next, LIMIT, 1 << 20);
            List<Seen> seen = new ArrayList<>();
            for (int r = 0; r < records.count(); r++) {
                seen.add(new Seen(new BigInteger(records.sequenceNumber(r).toString()), UTF_8.decode(records.data(r)).toString()));
            }
            Read read = new Read(after, invoked, nanoClock.getAsLong(), seen, !seen.isEmpty() && records.millisBehindLatest() > 0);
            history.add(read);
            after = i % 50 == 49 ? BigInteger.ZERO : read.last();
            next = i % 50 == 49 ? 0 : records.nextIndex();
        }
        return shard;
    }

    /** Over the wire, the service killed in the middle of it and started again on its folder. */
    @Test
    void throughKills() throws Exception {
        try (ServeProcess serve = new ServeProcess(folder)) {
            for (int round = 0; round < ROUNDS; round++) {
                ChildProcess process = serve.start("--init-streams", "s:1");
                URI endpoint = ServeProcess.awaitReady(process);
                int before = history.puts().size();
                List<Future<?>> clients = new ArrayList<>();
                over.set(false);
                for (int client = 0; client < CLIENTS; client++) {
                    String prefix = round + "-" + client + "-";
                    clients.add(threads.submit(() -> putOverTheWire(new KinesisJson(endpoint), prefix)));
                    clients.add(threads.submit(() -> readOverTheWire(new KinesisJson(endpoint))));
                }
                Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5)).until(() -> history.puts().size() > before + 300);
                process.kill();
                process.awaitExit(Duration.ofSeconds(10));
                over.set(true);
                for (Future<?> client : clients) client.get(30, TimeUnit.SECONDS);
            }
        }
        assertLinear(ROUNDS * 300);
    }

    private void putOverTheWire(KinesisJson kinesis, String prefix) {
        for (int i = 0; !over.get(); i++) {
            String id = prefix + i;
            long invoked = nanoClock.getAsLong();
            try {
                JsonNode answer = kinesis.call("PutRecord", Map.of("StreamName", "s", "PartitionKey", "k", "Data", Base64.getEncoder().encodeToString(id.getBytes(UTF_8))));
                history.add(new Put(id, invoked, nanoClock.getAsLong(), Optional.of(new BigInteger(answer.get("SequenceNumber").asText()))));
            } catch (IOException e) {
                history.add(new Put(id, invoked, ShardHistory.NEVER, Optional.empty()));
                return; // killed
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void readOverTheWire(KinesisJson kinesis) {
        BigInteger after = BigInteger.ZERO;
        try {
            String iterator = first(kinesis);
            for (int i = 0; !over.get(); i++) {
                long invoked = nanoClock.getAsLong();
                JsonNode answer = kinesis.call("GetRecords", Map.of("ShardIterator", iterator, "Limit", LIMIT));
                List<Seen> seen = new ArrayList<>();
                for (JsonNode record : answer.get("Records")) {
                    String id = new String(Base64.getDecoder().decode(record.get("Data").asText()), StandardCharsets.UTF_8);
                    seen.add(new Seen(new BigInteger(record.get("SequenceNumber").asText()), id));
                }
                Read read = new Read(after, invoked, nanoClock.getAsLong(), seen, !seen.isEmpty() && answer.get("MillisBehindLatest").asLong() > 0);
                history.add(read);
                after = i % 50 == 49 ? BigInteger.ZERO : read.last();
                iterator = i % 50 == 49 ? first(kinesis) : answer.get("NextShardIterator").asText();
            }
        } catch (IOException e) {
            // Killed: the read never returned.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String first(KinesisJson kinesis) throws IOException, InterruptedException {
        return kinesis.call("GetShardIterator", Map.of("StreamName", "s", "ShardId", "0", "ShardIteratorType", "TRIM_HORIZON")).get("ShardIterator").asText();
    }

    private void assertLinear(int acknowledged) {
        assertThat(history.puts().stream().filter(put -> put.sequence().isPresent())).hasSizeGreaterThanOrEqualTo(acknowledged - 10 * ROUNDS);
        assertThat(history.reads().stream().filter(read -> !read.records().isEmpty())).hasSizeGreaterThan(10);
        assertThat(Linearity.violations(history)).isEmpty();
    }
}
