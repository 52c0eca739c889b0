package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.log.DiskFiles;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.log.LogSpace;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    private final SettableClock base = new SettableClock(START);
    private ServiceClock clock;
    private StreamStore store;
    private Streams streams;

    @BeforeEach
    void open() throws Exception {
        clock = ServiceClock.manual(base);
        StreamSettings settings = new StreamSettings(
                new Identity("000000000000", "us-east-1"), Limits.RELAXED, 1000, 50, StateDelays.NONE, clock, new Random(5));
        LogSpace space = LogSpace.writable(new DiskFiles(), 1 << 16, Durability.OS, Runnable::run, new Random(6), 64);
        store = StreamStore.open(settings, data, space);
        streams = Streams.in(store);
    }

    @AfterEach
    void close() throws Exception {
        streams.close();
    }

    private void reopen() throws Exception {
        base.set(clock.instant());
        close();
        open();
    }

    private void configure(String name, UnaryOperator<StreamConfig> change) {
        Stream stream = streams.stream(name);
        store.ledger().change("", () -> store.transitions().configure(stream, change.apply(stream.state().config())));
    }

    private void put(String name, String... values) {
        PutBatch batch = new PutBatch();
        for (String value : values) batch.add("key".getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
        streams.stream(name).put(batch).toCompletableFuture().join();
        assertThat(batch.failedCount()).isZero();
    }

    private List<String> everything(String name) {
        List<String> all = new ArrayList<>();
        for (Shard shard : streams.stream(name).shards()) {
            for (long at = 1; at < shard.nextIndex(); ) {
                ShardRecords records = shard.read(at, 100, 1 << 20);
                for (int i = 0; i < records.count(); i++) all.add(StandardCharsets.UTF_8.decode(records.data(i)).toString());
                at = records.nextIndex();
            }
        }
        return all;
    }

    private List<Integer> shards(String name) {
        return streams.describe(name).shards().stream().map(shard -> shard.id().index()).toList();
    }

    @Test
    void recordsExpireToTheMillisecond() {
        streams.create("s", 1);
        put("s", "a");
        clock.advance(Duration.ofHours(1));
        put("s", "b");
        Shard shard = streams.stream("s").shard(new ShardId(0));
        base.set(START.plus(Duration.ofHours(23)));
        assertThat(everything("s")).containsExactly("a", "b");
        ShardRecords kept = shard.read(1, 10, 1000);
        base.set(START.plus(Duration.ofHours(23)).plusMillis(1));
        assertThat(shard.firstIndex()).isEqualTo(2);
        assertThat(everything("s")).containsExactly("b");
        assertThat(shard.indexAt(START)).isEqualTo(2);
        assertThat(shard.indexOf(kept.sequenceNumber(0), false)).isEqualTo(2);
        assertThat(StandardCharsets.UTF_8.decode(kept.data(0)).toString()).isEqualTo("a");
        clock.advance(Duration.ofHours(2));
        assertThat(everything("s")).isEmpty();
        put("s", "c");
        assertThat(shard.read(1, 10, 100).sequenceIndex(0)).isEqualTo(3);
    }

    @Test
    void diskIsGivenFreeWithoutReaders() throws Exception {
        streams.create("s", 1);
        for (int i = 0; i < 100; i++) put("s", "x".repeat(10_000));
        Path folder = data.resolve("streams/s-" + START.toEpochMilli() + "/" + new ShardId(0));
        assertThat(Files.list(folder).count()).isGreaterThan(10);
        clock.advance(Duration.ofHours(25));
        assertThat(Files.list(folder).count()).isEqualTo(1);
        reopen();
        assertThat(everything("s")).isEmpty();
        put("s", "y");
        assertThat(streams.stream("s").shard(new ShardId(0)).read(1, 1, 100).sequenceIndex(0)).isEqualTo(101);
    }

    @Test
    void decreaseTakesAwayAtOnceAndIncreaseGivesNothingBack() throws Exception {
        streams.create("s", 1);
        configure("s", config -> config.withRetentionHours(100));
        put("s", "a");
        clock.advance(Duration.ofHours(50));
        put("s", "b");
        assertThat(everything("s")).containsExactly("a", "b");
        configure("s", config -> config.withRetentionHours(24));
        assertThat(everything("s")).containsExactly("b");
        configure("s", config -> config.withHorizonFloorMillis(config.horizonMillis(clock.millis())).withRetentionHours(8760));
        assertThat(everything("s")).containsExactly("b");
        reopen();
        assertThat(everything("s")).containsExactly("b");
        clock.advance(Duration.ofDays(364));
        assertThat(everything("s")).containsExactly("b");
    }

    @Test
    void closedShardVanishesWithItsLastRecord() throws Exception {
        streams.create("s", 2);
        put("s", "a");
        streams.split("s", "0", BigInteger.TEN);
        clock.advance(Duration.ofHours(20));
        streams.merge("s", "2", "3");
        base.set(START.plus(Duration.ofHours(4)));
        assertThat(shards("s")).describedAs("closed exactly at the horizon").containsExactly(0, 1, 2, 3, 4);
        base.set(START.plus(Duration.ofHours(4)).plusMillis(1));
        assertThat(shards("s")).containsExactly(1, 2, 3, 4);
        assertThatThrownBy(() -> streams.stream("s").shard(new ShardId(0)))
                .isInstanceOf(StreamException.class)
                .extracting(thrown -> ((StreamException) thrown).type())
                .isEqualTo(ErrorType.RESOURCE_NOT_FOUND);
        assertThatThrownBy(() -> streams.split("s", "0", BigInteger.TEN)).hasMessageStartingWith("Could not find shard 0 in stream s");
        assertThat(streams.stream("s").shard(new ShardId(2)).description().parent()).contains(new ShardId(0));
        clock.advance(Duration.ofMinutes(1));
        assertThat(store.ledger().table().streams()).singleElement().satisfies(state -> assertThat(state.shards()).hasSize(4));
        reopen();
        assertThat(shards("s")).containsExactly(1, 2, 3, 4);
        clock.advance(Duration.ofHours(48));
        assertThat(shards("s")).containsExactly(1, 4);
        put("s", "b", "c");
        streams.split("s", "4", BigInteger.TEN);
        assertThat(shards("s")).containsExactly(1, 4, 5, 6);
        reopen();
        assertThat(shards("s")).containsExactly(1, 4, 5, 6);
        assertThat(everything("s")).containsExactly("b", "c");
        clock.advance(Duration.ofHours(25));
        streams.merge("s", "5", "6");
        assertThat(shards("s")).containsExactly(1, 5, 6, 7);
        assertThat(everything("s")).isEmpty();
    }

    /** What the clock was advanced by ended with the process: the records of a shard may be younger than its end. */
    @Test
    void aShardThatWasClosedWhenTheClockHadFallenBackKeepsItsRecordsAsLongAsOthersDo() throws Exception {
        streams.create("s", 1);
        clock.advance(Duration.ofHours(20));
        put("s", "a");
        close();
        open();
        streams.split("s", "0", BigInteger.TEN);
        clock.advance(Duration.ofHours(43));
        assertThat(everything("s")).containsExactly("a");
        reopen();
        assertThat(everything("s")).containsExactly("a");
        clock.advance(Duration.ofHours(2));
        assertThat(everything("s")).isEmpty();
        assertThat(shards("s")).containsExactly(1, 2);
    }

    /** What is deleted goes before the journal says so. */
    @Test
    void killBeforeTheJournalSaysSoIsHarmless() throws Exception {
        streams.create("s", 1);
        put("s", "a");
        streams.split("s", "0", BigInteger.TEN);
        close();
        Path folder = data.resolve("streams/s-" + START.toEpochMilli() + "/" + new ShardId(0));
        assertThat(folder).isNotEmptyDirectory();
        Transitions.deleteFolder(new DiskFiles(), folder);
        base.set(START.plus(Duration.ofHours(25)));
        open();
        assertThat(shards("s")).containsExactly(1, 2);
        clock.advance(Duration.ofMinutes(1));
        reopen();
        assertThat(shards("s")).containsExactly(1, 2);
        assertThat(streams.damages()).isEmpty();
    }

    @Test
    void archiveNeverExpires() throws Exception {
        streams.create("source", 1);
        put("source", "a");
        try (StreamImport archive = streams.importStream(
                new ImportedStream("archive", START, OptionalInt.empty(), streams.describe("source").shards()))) {
            archive.append(new ShardId(0), java.util.Optional.empty(), 1000, null, "old".getBytes(StandardCharsets.UTF_8));
            archive.finish();
        }
        streams.split("archive", "0", BigInteger.TEN);
        clock.advance(Duration.ofDays(4000));
        assertThat(everything("archive")).containsExactly("old");
        assertThat(shards("archive")).containsExactly(0, 1, 2);
        assertThat(everything("source")).isEmpty();
    }

    @Test
    void readingProcessGoesByTheSameHorizon() throws Exception {
        streams.create("s", 1);
        put("s", "a");
        streams.split("s", "0", BigInteger.TEN);
        put("s", "b");
        try (Streams other = Streams.openReadOnly(data, LogSpace.readOnly(new DiskFiles(), 64), clock)) {
            Shard parent = other.stream("s").shard(new ShardId(0));
            assertThat(parent.read(1, 1, 100).count()).isEqualTo(1);
            clock.advance(Duration.ofHours(25));
            assertThat(other.describe("s").shards()).hasSize(2);
            assertThat(parent.read(1, 1, 100).count()).isZero();
            for (Shard shard : other.stream("s").shards()) assertThat(shard.read(1, 10, 100).count()).isZero();
            put("s", "c");
            assertThat(other.stream("s").shard(new ShardId(2)).read(1, 10, 100).count()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsDeletedOnceTheFolderIsClosed() throws Exception {
        streams.create("s", 1);
        for (int i = 0; i < 100; i++) put("s", "x".repeat(10_000));
        Shard shard = streams.stream("s").shard(new ShardId(0));
        Path folder = data.resolve("streams/s-" + START.toEpochMilli() + "/" + new ShardId(0));
        streams.close();
        long files = Files.list(folder).count();
        clock.advance(Duration.ofHours(25));
        shard.trim();
        assertThat(Files.list(folder).count()).isEqualTo(files);
    }

    @Test
    void whatComesAfterARestartIsSeenAlsoIfTheClockWasAdvancedBefore() throws Exception {
        streams.create("s", 1);
        clock.advance(Duration.ofDays(10));
        streams.settings().increaseRetention("s", 48);
        close();
        open();
        put("s", "after the restart");
        assertThat(everything("s")).containsExactly("after the restart");
    }
}
