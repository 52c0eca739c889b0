package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.log.Durability;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamImportTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    private final SettableClock clock = new SettableClock(START);
    private Simulator simulator;
    private Streams streams;

    @BeforeEach
    void open() throws Exception {
        simulator = Simulator.open(SimulatorSettings.at(data).withClock(clock).withDurability(Durability.FSYNC).withSegmentBytes(1 << 16));
        streams = simulator.streams();
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    private void reopen() throws Exception {
        simulator.close();
        open();
    }

    private record Exported(ShardId shard, SequenceNumber number, long arrivalMillis, @Nullable String key, boolean encrypted, String data) {}

    private static List<Exported> export(Stream stream) {
        List<Exported> all = new ArrayList<>();
        for (Shard shard : stream.shards()) {
            for (long at = shard.firstIndex(); at < shard.nextIndex(); ) {
                ShardRecords records = shard.read(at, 100, 1 << 20);
                for (int i = 0; i < records.count(); i++) {
                    String text = StandardCharsets.UTF_8.decode(records.data(i)).toString();
                    all.add(new Exported(shard.id(), records.sequenceNumber(i), records.arrivalMillis(i), records.partitionKey(i), records.encrypted(i), text));
                }
                at = records.nextIndex();
            }
        }
        return all;
    }

    private static void append(StreamImport to, Exported record, boolean kept) throws Exception {
        byte[] key = record.key == null ? null : record.key.getBytes(StandardCharsets.UTF_8);
        assertThat(to.append(record.shard, Optional.of(record.number), record.arrivalMillis, key, record.data.getBytes(StandardCharsets.UTF_8), record.encrypted))
                .isEqualTo(kept);
    }

    private void put(String stream, int records) {
        PutBatch batch = new PutBatch();
        for (int i = 0; i < records; i++) batch.add(("key-" + i).getBytes(StandardCharsets.UTF_8), new byte[200]);
        streams.stream(stream).put(batch).toCompletableFuture().join();
        assertThat(batch.failedCount()).isZero();
    }

    private static List<ShardDescription> shards(StreamDescription description) {
        return description.shards();
    }

    @Test
    void ownExportComesBackAsItWas() throws Exception {
        streams.create("original", 2);
        for (int i = 0; i < 10; i++) {
            clock.set(START.plusMillis(700 * i));
            put("original", 50);
            if (i == 5) streams.split("original", "0", BigInteger.TEN);
            if (i == 3) streams.settings().startEncryption("original", "alias/aws/kinesis");
            if (i == 8) streams.settings().stopEncryption("original");
        }
        StreamDescription original = streams.describe("original");
        List<Exported> records = export(streams.stream("original"));
        assertThat(records.stream().filter(Exported::encrypted)).hasSize(250);
        clock.set(START.plus(Duration.ofDays(400)));
        try (StreamImport to = streams.importStream(new ImportedStream("copy", original.created(), OptionalInt.empty(), original.shards()))) {
            for (Exported record : records) append(to, record, true);
            assertThat(streams.list()).extracting(StreamDescription::name).doesNotContain("copy");
            StreamDescription copy = to.finish();
            assertThat(shards(copy)).isEqualTo(shards(original));
            assertThat(copy.status()).isEqualTo(StreamStatus.ACTIVE);
            assertThat(copy.created()).isEqualTo(original.created());
        }
        for (int opening = 0; opening < 2; opening++) {
            assertThat(streams.describe("copy").config().archive()).isTrue();
            assertThat(export(streams.stream("copy"))).isEqualTo(records);
            reopen();
        }
        put("copy", 10);
        assertThat(export(streams.stream("copy"))).hasSize(510);
        assertThat(streams.damages()).isEmpty();
    }

    @Test
    void numbersThatDoNotFitAreMadeAnewInOrder() throws Exception {
        ShardDescription shard = new ShardDescription(
                new ShardId(7), Optional.of(new ShardId(3)), Optional.empty(), new HashKeyRange(BigInteger.ZERO, HashKeyRange.MAX),
                SequenceNumber.of(1_700_000_000L, 7, 0, 1_700_000_000L), Optional.empty(), START, Optional.empty());
        long[] indexes = {5, 6, 40, 39, 41, 100};
        try (StreamImport to = streams.importStream(new ImportedStream("gaps", START, OptionalInt.empty(), List.of(shard)))) {
            for (long index : indexes) {
                long arrival = 1_700_000_000_000L + index * 10;
                append(to, new Exported(shard.id(), SequenceNumber.of(1_700_000_000L, 7, index, arrival / 1000), arrival, "k", false, "d" + index), index != 39 && index != 41);
            }
            append(to, new Exported(shard.id(), new SequenceNumber(BigInteger.TEN), 1, null, false, ""), false);
            to.finish();
        }
        List<Exported> records = export(streams.stream("gaps"));
        assertThat(records).extracting(record -> record.number.index()).containsExactly(5L, 6L, 40L, 41L, 42L, 100L, 101L);
        assertThat(records).extracting(Exported::data).containsExactly("d5", "d6", "d40", "d39", "d41", "d100", "");
        assertThat(records.get(6).key).isNull();
        assertThat(records.get(6).arrivalMillis).isEqualTo(records.get(5).arrivalMillis);
        assertThat(streams.describe("gaps").shards()).containsExactly(shard);
        put("gaps", 3);
        assertThat(export(streams.stream("gaps"))).hasSize(10);
        streams.split("gaps", "7", BigInteger.TEN);
        assertThat(streams.describe("gaps").shards()).extracting(each -> each.id().index()).containsExactly(7, 8, 9);
    }

    @Test
    void nothingIsLeftOfAnImportThatEndsEarly() throws Exception {
        streams.create("source", 1);
        ImportedStream plan = new ImportedStream("lost", START, OptionalInt.of(24), streams.describe("source").shards());
        try (StreamImport to = streams.importStream(plan)) {
            for (int i = 0; i < 2000; i++) to.append(new ShardId(0), Optional.empty(), i, null, new byte[100]);
            assertThatThrownBy(() -> to.append(new ShardId(1), Optional.empty(), 1, null, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(data.resolve("streams")).isEmptyDirectory();
        StreamImport cutOff = streams.importStream(plan);
        for (int i = 0; i < 2000; i++) cutOff.append(new ShardId(0), Optional.empty(), i, null, new byte[100]);
        assertThat(data.resolve("streams")).isNotEmptyDirectory();
        reopen();
        assertThat(data.resolve("streams")).isEmptyDirectory();
        assertThat(streams.list()).extracting(StreamDescription::name).containsExactly("source");
    }

    @Test
    void nameIsTakenByWhoeverIsFirst() throws Exception {
        streams.create("first", 1);
        ImportedStream plan = new ImportedStream("second", START, OptionalInt.empty(), streams.describe("first").shards());
        try (StreamImport to = streams.importStream(plan)) {
            to.append(new ShardId(0), Optional.empty(), 1, null, new byte[100]);
            streams.create("second", 1);
            assertThatThrownBy(to::finish).isInstanceOf(StreamException.class).hasMessageContaining("already exists");
        }
        assertThat(export(streams.stream("second"))).isEmpty();
        try (java.util.stream.Stream<Path> left = Files.list(data.resolve("streams"))) {
            assertThat(left).isEmpty();
        }
        assertThatThrownBy(() -> streams.importStream(plan)).isInstanceOf(StreamException.class);
    }

    @Test
    void streamsThatCanBeNoneAreRefused() {
        streams.create("source", 3);
        List<ShardDescription> shards = streams.describe("source").shards();
        for (List<ShardDescription> wrong : List.of(List.<ShardDescription>of(), shards.subList(0, 2), List.of(shards.get(0), shards.get(0))))
            assertThatThrownBy(() -> new ImportedStream("s", START, OptionalInt.empty(), wrong)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ImportedStream("s", START, OptionalInt.of(3), shards)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void killAtAnyMomentLeavesTheWholeImportOrNothing() throws Exception {
        Path folder = Files.createDirectories(data.resolve("killed"));
        TestStreams home = new TestStreams(folder);
        try (Streams killed = home.openQuick(Limits.RELAXED)) {
            killed.create("source", 1);
            try (StreamImport to = killed.importStream(new ImportedStream("whole", START, OptionalInt.empty(), killed.describe("source").shards()))) {
                for (int i = 0; i < 10; i++) to.append(new ShardId(0), Optional.empty(), i, null, new byte[100]);
                to.finish();
            }
        }
        List<Integer> found = new ArrayList<>();
        home.afterEveryEntry(1, after -> found.add(
                after.list().stream().anyMatch(stream -> stream.name().equals("whole")) ? export(after.stream("whole")).size() : 0));
        assertThat(found).containsExactly(0, 0, 10);
        try (java.util.stream.Stream<Path> copies = Files.list(folder).filter(copy -> copy.getFileName().toString().startsWith("killed-"))) {
            assertThat(copies.map(copy -> copy.resolve("streams").toFile().list().length)).containsExactlyInAnyOrder(0, 0, 1);
        }
    }

    @Test
    void importsOfOneNameInOneMomentAreTwo() throws Exception {
        streams.create("source", 1);
        ImportedStream plan = new ImportedStream("twice", START, OptionalInt.empty(), streams.describe("source").shards());
        try (StreamImport first = streams.importStream(plan)) {
            for (int i = 0; i < 10; i++) first.append(new ShardId(0), Optional.empty(), i, null, new byte[100]);
            try (StreamImport second = streams.importStream(plan)) {
                second.append(new ShardId(0), Optional.empty(), 0, null, new byte[100]);
            }
            first.finish();
        }
        assertThat(export(streams.stream("twice"))).hasSize(10);
        assertThat(streams.damages()).isEmpty();
    }
}
