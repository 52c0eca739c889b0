package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.log.DiskFiles;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.log.LogFiles;
import io.anabranch.simulator.log.LogFiles.LogFile;
import io.anabranch.simulator.log.LogSpace;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReshardTest {
    @TempDir
    Path data;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));

    private Streams open(Path folder, Duration delay, ScheduledExecutorService timer) throws IOException {
        StreamSettings settings = settings(delay, timer);
        LogSpace space = LogSpace.writable(new DiskFiles(), 1 << 20, Durability.OS, Runnable::run, new Random(6), 64);
        return Streams.open(settings, folder, space);
    }

    private StreamSettings settings(Duration delay, ScheduledExecutorService timer) {
        ServiceClock time = ServiceClock.running(clock, timer);
        Identity home = new Identity("000000000000", "us-east-1");
        return new StreamSettings(home, Limits.RELAXED, 1000, 50, StateDelays.of(delay), time, new Random(5));
    }

    private static PutBatch batch(String key, String... values) {
        PutBatch batch = new PutBatch();
        for (String value : values) batch.add(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
        return batch;
    }

    @Test
    void streamsPassThroughTheirStates() throws Exception {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        try (Streams streams = open(data, Duration.ofDays(1), timer)) {
            streams.create("s", 2);
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.CREATING);
            assertThat(streams.describe("s").shards()).isEmpty();
            assertThatThrownBy(() -> streams.stream("s")).hasMessage("Stream s under account 000000000000 not found.");
            assertThatThrownBy(() -> streams.merge("s", "0", "1"))
                    .hasMessage("Stream s under account 000000000000 not ACTIVE, instead in state CREATING");
            assertThat(timer.getQueue()).describedAs("the completion, and the expiry of records").hasSize(2);
        }
        try (Streams streams = open(data, Duration.ofDays(1), timer)) {
            assertThat(streams.describe("s").status()).describedAs("completed when opened").isEqualTo(StreamStatus.ACTIVE);
            Stream stream = streams.stream("s");
            streams.split("s", "0", BigInteger.TEN);
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.UPDATING);
            assertThat(stream.description().shards()).hasSize(2);
            PutBatch batch = batch("a", "1", "2");
            stream.put(batch).toCompletableFuture().join();
            assertThat(batch.failedCount()).describedAs("goes on while UPDATING").isZero();
        }
        try (Streams streams = open(data, Duration.ofDays(1), timer)) {
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.ACTIVE);
            assertThat(streams.describe("s").shards()).extracting(ShardDescription::isClosed).containsExactly(true, false, false, false);
            streams.delete("s");
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.DELETING);
        }
        try (Streams streams = open(data, Duration.ofDays(1), timer)) {
            assertThat(streams.list()).isEmpty();
            assertThat(data.resolve("streams")).satisfiesAnyOf(folder -> assertThat(folder).doesNotExist(), folder -> assertThat(folder).isEmptyDirectory());
        }
        timer.shutdownNow();
    }

    @Test
    void delayedChangesAreCompletedByTheTimer() throws Exception {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        try (Streams streams = open(data, Duration.ofMillis(1), timer)) {
            streams.create("s", 1);
            Awaitility.await().until(() -> streams.describe("s").status() == StreamStatus.ACTIVE);
            streams.split("s", "0", BigInteger.TEN);
            Awaitility.await().until(() -> streams.describe("s").openShardCount() == 2);
            streams.delete("s");
            Awaitility.await().until(() -> streams.list().isEmpty());
        }
        timer.shutdownNow();
    }

    /** The journal cut anywhere is a kill at that moment. */
    @Test
    void everyPrefixOfTheJournalOpensAndIsInNoTransition() throws Exception {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        try (Streams streams = open(data, Duration.ofDays(1), timer)) {
            streams.create("s", 2);
        }
        try (Streams streams = open(data, Duration.ofDays(1), timer)) {
            streams.stream("s").put(batch("a", "1", "2")).toCompletableFuture().join();
            streams.merge("s", "0", "1");
        }
        try (Streams streams = open(data, Duration.ofDays(1), timer)) {
            streams.stream("s").put(batch("a", "3")).toCompletableFuture().join();
            streams.delete("s");
        }
        Path journal;
        try (java.util.stream.Stream<Path> files = Files.list(data.resolve("journal"))) {
            journal = files.findFirst().orElseThrow();
        }
        byte[] content = Files.readAllBytes(journal);
        for (int size = 16; size <= content.length; size += 7) {
            Path copy = data.resolve("cut-" + size);
            Files.createDirectories(copy.resolve("journal"));
            Files.write(copy.resolve("journal").resolve(journal.getFileName()), java.util.Arrays.copyOf(content, size));
            copyStreams(copy);
            try (Streams streams = open(copy, Duration.ZERO, timer)) {
                for (StreamDescription stream : streams.list()) {
                    assertThat(stream.status()).isEqualTo(StreamStatus.ACTIVE);
                    PutBatch more = batch("a", "more");
                    streams.stream("s").put(more).toCompletableFuture().join();
                    assertThat(more.failedCount()).isZero();
                }
            }
        }
        timer.shutdownNow();
    }

    private void copyStreams(Path copy) throws IOException {
        Path from = data.resolve("streams");
        List<Path> all;
        try (java.util.stream.Stream<Path> files = Files.walk(from)) {
            all = files.toList();
        }
        for (Path file : all) Files.copy(file, copy.resolve("streams").resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void putsDuringReshardsLoseNothingAndKeepTheOrderOfAKey(Durability durability) throws Exception {
        int writers = 3;
        int rounds = durability == Durability.OS ? 150 : 60;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data).withDurability(durability).withLimits(Limits.OFF))) {
            Streams streams = simulator.streams();
            streams.create("s", 2);
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger changes = new AtomicInteger();
            List<CompletableFuture<Integer>> running = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int writer = w;
                running.add(CompletableFuture.supplyAsync(() -> write(streams.stream("s"), writer, rounds, changes), threads));
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
            all.whenComplete((nothing, failure) -> done.set(true));
            reshardUntil(done, streams, changes);
            all.join();
            assertThat(streams.describe("s").shards()).hasSizeGreaterThan(4);
            Map<String, Integer> next = new HashMap<>();
            for (Shard shard : streams.stream("s").shards()) readInOrder(shard, next); // parents have lower indexes than their children
            assertThat(next).hasSize(writers * 20).allSatisfy((key, count) ->
                    assertThat(running.get(Integer.parseInt(key.split("/")[0])).join()).isEqualTo(count));
        } finally {
            threads.shutdownNow();
        }
    }

    /** @return how many rounds it wrote: so many, and more until there were some changes meanwhile */
    private static int write(Stream stream, int writer, int rounds, AtomicInteger changes) {
        PutBatch batch = new PutBatch();
        int round = 0;
        for (; round < rounds || changes.get() < 6; round++) {
            batch.clear();
            for (int key = 0; key < 20; key++)
                batch.add((writer + "/" + key).getBytes(StandardCharsets.UTF_8), Integer.toString(round).getBytes(StandardCharsets.UTF_8));
            stream.put(batch).toCompletableFuture().join();
            if (batch.failedCount() > 0) throw new AssertionError(batch.failedCount() + " records refused");
        }
        return round;
    }

    private static void reshardUntil(AtomicBoolean done, Streams streams, AtomicInteger changes) {
        Random random = new Random(4);
        while (!done.get()) {
            List<ShardDescription> open = new ArrayList<>(
                    streams.describe("s").shards().stream().filter(shard -> !shard.isClosed()).toList());
            open.sort(java.util.Comparator.comparing(shard -> shard.range().start()));
            if (changes.get() % 3 == 2) {
                streams.updateShardCount("s", 1 + random.nextInt(7));
            } else if (open.size() < 5) {
                HashKeyRange range = open.get(random.nextInt(open.size())).range();
                ShardDescription shard = open.stream().filter(one -> one.range().equals(range)).findFirst().orElseThrow();
                streams.split("s", shard.id().toString(), range.start().add(range.end()).shiftRight(1));
            } else {
                int left = random.nextInt(open.size() - 1);
                streams.merge("s", open.get(left).id().toString(), open.get(left + 1).id().toString());
            }
            changes.incrementAndGet();
        }
    }

    private static void readInOrder(Shard shard, Map<String, Integer> next) {
        for (long at = shard.firstIndex(); ; ) {
            ShardRecords records = shard.read(at, 1000, 1 << 20);
            for (int i = 0; i < records.count(); i++) {
                int round = Integer.parseInt(StandardCharsets.UTF_8.decode(records.data(i)).toString());
                String key = String.valueOf(records.partitionKey(i));
                assertThat(next.merge(key, 1, Integer::sum) - 1).describedAs("key %s in %s", key, shard.id()).isEqualTo(round);
            }
            at = records.nextIndex();
            if (records.count() == 0 || records.endOfShard()) return;
        }
    }

    @Test
    void readerSeesWhatTheWriterDoes() throws Exception {
        try (Simulator writer = Simulator.open(SimulatorSettings.at(data).withRegion("eu-west-1"))) {
            writer.streams().create("s", 1);
            try (Simulator reader = Simulator.openReadOnly(data)) {
                assertThat(reader.streams().region()).isEqualTo("eu-west-1");
                assertThat(reader.streams().describe("s")).isEqualTo(writer.streams().describe("s"));
                Shard shard = reader.streams().stream("s").shard(new ShardId(0));
                assertThat(shard.read(1, 10, 100).count()).isZero();
                writer.streams().stream("s").put(batch("a", "1", "2")).toCompletableFuture().join();
                assertThat(shard.nextIndex()).isEqualTo(3);
                writer.streams().split("s", "0", BigInteger.ONE.shiftLeft(100));
                ShardRecords rest = shard.read(3, 10, 100);
                assertThat(rest.endOfShard()).isTrue();
                writer.streams().stream("s").put(batch("a", "3")).toCompletableFuture().join();
                assertThat(reader.streams().stream("s").shards()).hasSize(3);
                assertThat(reader.streams().stream("s").shard(new ShardId(2)).nextIndex()).isEqualTo(2);
                writer.streams().create("t", 1);
                assertThat(reader.streams().list()).extracting(StreamDescription::name).containsExactly("s", "t");
                writer.streams().delete("s");
                assertThat(reader.streams().list()).extracting(StreamDescription::name).containsExactly("t");
                assertThatThrownBy(() -> reader.streams().create("u", 1)).isInstanceOf(IllegalStateException.class);
            }
            assertThatThrownBy(() -> Simulator.open(SimulatorSettings.at(data))).hasMessageEndingWith("is in use: another process writes it");
        }
    }

    @Test
    void manyChangesAreCompactedAndSurvive() throws Exception {
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data))) {
            for (int i = 0; i < 345; i++) {
                simulator.streams().create("s", 1);
                simulator.streams().delete("s");
            }
            simulator.streams().create("kept", 3);
            simulator.streams().split("kept", "1", simulator.streams().describe("kept").shards().get(1).range().start().add(BigInteger.TEN));
        }
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(data))) {
            assertThat(simulator.streams().list()).hasSize(1);
            assertThat(simulator.streams().describe("kept").shards()).hasSize(5);
        }
        try (java.util.stream.Stream<Path> files = Files.list(data.resolve("journal"))) {
            assertThat(files.findFirst().orElseThrow().getFileName().toString()).isNotEqualTo("00000000000000000001.journal");
        }
    }

    /** A disk on which so many writes to the journal still find room. */
    static LogFiles journalFillsUp(AtomicInteger room) {
        DiskFiles disk = new DiskFiles();
        return new LogFiles() {
            @Override
            public LogFile open(Path file, boolean writable) throws IOException {
                LogFile real = disk.open(file, writable);
                boolean journal = file.toString().endsWith(".journal");
                InvocationHandler handler = (proxy, method, arguments) -> {
                    if (journal && method.getName().equals("write") && room.getAndDecrement() <= 0) throw new IOException("No space left on device");
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                };
                return (LogFile) Proxy.newProxyInstance(LogFile.class.getClassLoader(), new Class<?>[] {LogFile.class}, handler);
            }

            @Override
            public void forceFolder(Path folder) throws IOException {
                disk.forceFolder(folder);
            }
        };
    }

    private Streams open(LogFiles files, Duration delay, ScheduledExecutorService timer) throws IOException {
        LogSpace space = LogSpace.writable(files, 1 << 20, Durability.OS, Runnable::run, new Random(6), 64);
        return Streams.open(settings(delay, timer), data, space);
    }

    @Test
    void deletionThatFindsNoRoomInTheJournalIsFinishedLater() throws Exception {
        AtomicInteger room = new AtomicInteger(100);
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        try (Streams streams = open(journalFillsUp(room), Duration.ZERO, timer)) {
            streams.create("s", 1);
            room.set(1);
            streams.delete("s");
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.DELETING);
            room.set(100);
            Awaitility.await().until(() -> streams.list().isEmpty());
        }
        timer.shutdownNow();
    }

    @Test
    void changeThatCannotBeCompletedYetKeepsNobodyFromOpening() throws Exception {
        AtomicInteger room = new AtomicInteger(100);
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
        try (Streams streams = open(journalFillsUp(room), Duration.ofDays(1), timer)) {
            streams.create("s", 1);
        }
        room.set(0);
        try (Streams streams = open(journalFillsUp(room), Duration.ofDays(1), timer)) {
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.CREATING);
            room.set(100);
            Awaitility.await().until(() -> streams.describe("s").status() == StreamStatus.ACTIVE);
        }
        timer.shutdownNow();
    }
}
