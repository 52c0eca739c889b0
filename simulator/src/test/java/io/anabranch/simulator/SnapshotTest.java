package io.anabranch.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.schema.model.SchemaName;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.log.FolderLock;
import io.anabranch.simulator.stream.NewStream;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.ShardRecords;
import io.anabranch.simulator.stream.Stream;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.StreamStatus;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SnapshotTest {
    private static final long SMALL_SEGMENTS = 64 << 10;
    private static final int MOST_RECORDS = 20_000;

    @TempDir
    private Path folder;

    private SimulatorSettings settings() {
        return SimulatorSettings.at(folder.resolve("data")).withSegmentBytes(SMALL_SEGMENTS);
    }

    private Path target() {
        return folder.resolve("snapshots/one");
    }

    private Simulator restored() throws IOException {
        return Simulator.open(SimulatorSettings.at(target()).withSegmentBytes(SMALL_SEGMENTS));
    }

    /** Record {@code i} is its number, and filling. */
    private static void put(Simulator simulator, String stream, int from, int to) {
        PutBatch batch = new PutBatch();
        for (int i = from; i < to; i++) batch.add(("key-" + i).getBytes(UTF_8), (i + " " + "x".repeat(200)).getBytes(UTF_8));
        simulator.streams().stream(stream).put(batch).toCompletableFuture().join();
        assertThat(batch.failedCount()).isZero();
    }

    private static List<Integer> records(Simulator simulator, String stream) {
        List<Integer> found = new ArrayList<>();
        for (Shard shard : simulator.streams().stream(stream).shards()) found.addAll(records(shard));
        return found;
    }

    private static List<Integer> records(Shard shard) {
        List<Integer> found = new ArrayList<>();
        for (ShardRecords read = shard.read(0, 1000, 1 << 20); read.count() > 0; read = shard.read(read.nextIndex(), 1000, 1 << 20)) {
            for (int i = 0; i < read.count(); i++) {
                String text = UTF_8.decode(read.data(i)).toString();
                found.add(Integer.valueOf(text.substring(0, text.indexOf(' '))));
            }
        }
        return found;
    }

    private static List<Integer> numbers(int end) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < end; i++) numbers.add(i);
        return numbers;
    }

    private static List<Integer> sorted(Simulator simulator) {
        return records(simulator, "orders").stream().sorted().toList();
    }

    @Test
    void aSnapshotIsADataFolderOfItsOwn() throws Exception {
        StreamDescription before;
        try (Simulator simulator = Simulator.open(settings())) {
            simulator.streams().create("orders", 1);
            put(simulator, "orders", 0, 1000);
            simulator.streams().split("orders", "0", BigInteger.ONE.shiftLeft(127));
            put(simulator, "orders", 1000, 2000);
            simulator.schemas().register("shop", "order", "\"string\"");
            simulator.snapshot(target());
            before = simulator.streams().describe("orders");
            put(simulator, "orders", 2000, 3000);
            assertThat(records(simulator, "orders")).hasSize(3000);
        }
        try (Simulator simulator = restored()) {
            assertThat(simulator.streams().describe("orders")).isEqualTo(before);
            assertThat(sorted(simulator)).isEqualTo(numbers(2000));
            assertThat(simulator.schemas().versions(new SchemaName("shop", "order"))).hasSize(1);
            put(simulator, "orders", 2000, 4000);
            assertThat(sorted(simulator)).isEqualTo(numbers(4000));
        }
        try (Simulator simulator = Simulator.open(settings())) {
            assertThat(sorted(simulator)).isEqualTo(numbers(3000));
        }
    }

    @Test
    void fullSegmentsAreSharedAndTheGrowingOneIsNot() throws Exception {
        try (Simulator simulator = Simulator.open(settings())) {
            simulator.streams().create("orders", 1);
            for (int i = 0; i < 1000; i += 100) put(simulator, "orders", i, i + 100);
            simulator.snapshot(target());
        }
        List<Path> copies = segments(target());
        List<Path> originals = segments(folder.resolve("data"));
        assertThat(copies).hasSizeGreaterThan(2).hasSameSizeAs(originals);
        for (int i = 0; i < copies.size(); i++) {
            assertThat(Files.isSameFile(copies.get(i), originals.get(i))).as("segment %d of %d", i, copies.size()).isEqualTo(i < copies.size() - 1);
        }
    }

    private static List<Path> segments(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            return files.filter(file -> file.toString().endsWith(".seg")).sorted().toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void whatWasAcknowledgedBeforeIsInItAndPutsGoOn(Durability durability) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger acknowledged = new AtomicInteger();
        try (Simulator simulator = Simulator.open(settings().withDurability(durability))) {
            simulator.streams().create("orders", 3);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                for (int i = 0; !stop.get() && i < MOST_RECORDS; i += 50) {
                    put(simulator, "orders", i, i + 50);
                    acknowledged.set(i + 50);
                }
            });
            for (int round = 0; round < 5; round++) {
                int seen = acknowledged.get();
                Path copy = folder.resolve("copy-" + round);
                simulator.snapshot(copy);
                try (Simulator restored = Simulator.open(SimulatorSettings.at(copy).withSegmentBytes(SMALL_SEGMENTS))) {
                    assertThat(restored.streams().damages()).isEmpty();
                    List<Integer> found = records(restored, "orders");
                    Set<Integer> distinct = new HashSet<>(found);
                    assertThat(distinct).hasSameSizeAs(found);
                    assertThat(distinct.containsAll(numbers(seen))).isTrue();
                }
            }
            stop.set(true);
            writer.join();
        }
    }

    @Test
    void streamsMayComeChangeAndGoMeanwhile() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (Simulator simulator = Simulator.open(settings())) {
            simulator.streams().create("stays", 1);
            put(simulator, "stays", 0, 2000);
            CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    simulator.streams().create("comes", 2);
                    put(simulator, "comes", 0, 500);
                    simulator.streams().split("comes", "0", BigInteger.ONE.shiftLeft(100));
                    simulator.streams().merge("comes", "2", "3");
                    put(simulator, "comes", 500, 600);
                    simulator.streams().delete("comes");
                }
            });
            for (int round = 0; round < 8; round++) {
                Path copy = folder.resolve("copy-" + round);
                simulator.snapshot(copy);
                try (Simulator restored = Simulator.open(SimulatorSettings.at(copy))) {
                    assertThat(restored.streams().damages()).isEmpty();
                    assertThat(records(restored, "stays")).hasSize(2000);
                    for (StreamDescription stream : restored.streams().list()) whole(restored.streams().stream(stream.name()));
                }
            }
            stop.set(true);
            changes.join();
        }
    }

    /** Each shard holds its first records, without gaps. */
    private static void whole(Stream stream) {
        for (Shard shard : stream.shards()) assertThat(records(shard)).hasSize((int) (shard.nextIndex() - shard.firstIndex()));
    }

    @Test
    void indexesGoOnWhereEverythingHasExpired() throws Exception {
        try (Simulator simulator = Simulator.open(settings())) {
            simulator.streams().create("orders", 1);
            put(simulator, "orders", 0, 1000);
            simulator.clock().advance(Duration.ofHours(25));
            put(simulator, "orders", 1000, 1001);
            simulator.clock().advance(Duration.ofHours(25));
            assertThat(records(simulator, "orders")).isEmpty();
            simulator.snapshot(target());
        }
        try (Simulator simulator = restored()) {
            assertThat(simulator.streams().stream("orders").shard(new ShardId(0)).nextIndex()).isEqualTo(1002);
        }
    }

    /** With a stream that is UPDATING, a torn tail, and records that the real clock has long expired: all of it would be made good in a folder of one's own. */
    @Test
    void aSnapshotIsRestoredWithoutATouch() throws Exception {
        InstantSource clock = InstantSource.fixed(Instant.parse("2020-01-01T00:00:00Z"));
        try (Simulator simulator = Simulator.open(settings().withClock(clock).withClockStandingStill(true).withStateDelay(Duration.ofSeconds(1)))) {
            simulator.streams().create("orders", 1);
            simulator.clock().advance(Duration.ofSeconds(1));
            put(simulator, "orders", 0, 1000);
            simulator.schemas().register("shop", "order", "\"string\"");
            simulator.streams().split("orders", "0", BigInteger.ONE.shiftLeft(127));
            simulator.snapshot(target());
        }
        List<Path> segments = segments(target());
        Files.write(segments.get(segments.size() - 1), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        Files.delete(target().resolve("LOCK"));
        Map<String, Object> before = content(target());
        Path restored = folder.resolve("restored");
        try (Simulator simulator = Simulator.openReadOnly(target())) {
            simulator.snapshot(restored);
        }
        assertThat(content(target())).isEqualTo(before);
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(restored).withClock(clock).withClockStandingStill(true))) {
            assertThat(sorted(simulator)).isEqualTo(numbers(1000));
            assertThat(simulator.streams().describe("orders").status()).isEqualTo(StreamStatus.ACTIVE);
            assertThat(simulator.streams().describe("orders").shards()).hasSize(3);
            assertThat(simulator.schemas().versions(new SchemaName("shop", "order"))).hasSize(1);
        }
    }

    private static Map<String, Object> content(Path top) throws IOException {
        Map<String, Object> found = new TreeMap<>();
        try (var all = Files.walk(top)) {
            for (Path each : all.toList()) found.put(each.toString(), Files.isDirectory(each) ? "" : Files.size(each) + " " + Files.getLastModifiedTime(each));
        }
        return found;
    }

    @Test
    void recordsAndShardsMayExpireMeanwhile() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (Simulator simulator = Simulator.open(settings())) {
            simulator.streams().create("orders", 4);
            CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> {
                for (int i = 0; !stop.get(); i++) {
                    put(simulator, "orders", i * 300, i * 300 + 300);
                    simulator.streams().updateShardCount("orders", i % 2 == 0 ? 8 : 4);
                    simulator.clock().advance(Duration.ofHours(13));
                }
            });
            for (int round = 0; round < 20; round++) {
                Path copy = folder.resolve("copy-" + round);
                simulator.snapshot(copy);
                try (Simulator restored = Simulator.open(SimulatorSettings.at(copy))) {
                    assertThat(restored.streams().damages()).isEmpty();
                    whole(restored.streams().stream("orders"));
                }
            }
            stop.set(true);
            changes.join();
        }
    }

    @Test
    void anEmptyFolderMayBeThereAndNothingElse() throws Exception {
        try (Simulator simulator = Simulator.open(settings())) {
            simulator.streams().create(NewStream.of("orders", 1));
            Files.createDirectories(target());
            simulator.snapshot(target());
            assertThatThrownBy(() -> simulator.snapshot(target())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not an empty folder");
            assertThatThrownBy(() -> simulator.snapshot(folder.resolve("data/inside"))).isInstanceOf(IllegalArgumentException.class);
            Path file = Files.createFile(folder.resolve("file"));
            assertThatThrownBy(() -> simulator.snapshot(file)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> simulator.snapshot(file.resolve("under"))).isInstanceOf(IOException.class);
        }
        try (Simulator simulator = restored(); var left = Files.list(target().getParent())) {
            assertThat(simulator.streams().list()).hasSize(1);
            assertThat(left).containsExactly(target());
        }
    }

    @Test
    void aSnapshotThatFailsLeavesNothing() throws Exception {
        try (Simulator simulator = Simulator.open(settings())) {
            simulator.streams().create("orders", 1);
            put(simulator, "orders", 0, 1000);
            Path first = segments(folder.resolve("data")).get(0);
            Files.move(first, folder.resolve("moved"));
            assertThatThrownBy(() -> simulator.snapshot(target())).isInstanceOfAny(IOException.class, StreamException.class);
            try (var left = Files.list(target().getParent())) {
                assertThat(left).isEmpty();
            }
            Files.move(folder.resolve("moved"), first);
            simulator.snapshot(target());
        }
    }

    /** What a killed process leaves: a draft that nobody holds. */
    @Test
    void aDraftThatWasLeftIsMadeAnew() throws Exception {
        try (Simulator simulator = Simulator.open(settings())) {
            simulator.streams().create("orders", 1);
            put(simulator, "orders", 0, 10);
            Path draft = Files.createDirectories(folder.resolve("snapshots/one.partial"));
            Files.createFile(draft.resolve("PARTIAL"));
            Files.createDirectories(draft.resolve("streams/half"));
            Files.createFile(draft.resolve("streams/half/more"));
            FolderLock other = FolderLock.acquire(draft);
            assertThatThrownBy(() -> simulator.snapshot(target())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("already");
            other.close();
            simulator.snapshot(target());
        }
        assertThat(target().resolve("streams/half")).doesNotExist();
        try (Simulator simulator = restored(); var names = Files.list(target()); var left = Files.list(target().getParent())) {
            assertThat(sorted(simulator)).isEqualTo(numbers(10));
            assertThat(names.map(path -> path.getFileName().toString())).containsExactlyInAnyOrder("LOCK", "journal", "schemas", "streams");
            assertThat(left).containsExactly(target());
        }
    }

    @Test
    void aFolderOfSomebodyElseWithTheNameOfTheDraftIsLeftAlone() throws Exception {
        Path other = Files.createDirectories(folder.resolve("snapshots/one.partial"));
        Path file = Files.createFile(other.resolve("LOCK"));
        try (Simulator simulator = Simulator.open(settings())) {
            assertThatThrownBy(() -> simulator.snapshot(target())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("in the way");
        }
        assertThat(file).exists();
    }
}
