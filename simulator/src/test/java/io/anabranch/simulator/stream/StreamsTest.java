package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamsTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path data;

    private final SettableClock clock = new SettableClock(START);
    private Simulator simulator;
    private Streams streams;

    @BeforeEach
    void open() throws Exception {
        simulator = Simulator.open(settings());
        streams = simulator.streams();
    }

    @AfterEach
    void close() throws Exception {
        simulator.close();
    }

    private SimulatorSettings settings() {
        return SimulatorSettings.at(data).withClock(clock).withAccount("123456789012").withShardLimit(50);
    }

    private void reopen() throws Exception {
        simulator.close();
        open();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static PutBatch batch(String... keysAndData) {
        PutBatch batch = new PutBatch();
        for (int i = 0; i < keysAndData.length; i += 2) batch.add(bytes(keysAndData[i]), bytes(keysAndData[i + 1]));
        return batch;
    }

    private static List<String> everything(Shard shard) {
        List<String> all = new ArrayList<>();
        for (long at = shard.firstIndex(); at < shard.nextIndex(); ) {
            ShardRecords records = shard.read(at, 100, 1 << 20);
            for (int i = 0; i < records.count(); i++)
                all.add(records.partitionKey(i) + "=" + StandardCharsets.UTF_8.decode(records.data(i)));
            at = records.nextIndex();
        }
        return all;
    }

    private static org.assertj.core.api.AbstractObjectAssert<?, ErrorType> assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        return assertThatThrownBy(call)
                .isInstanceOf(StreamException.class)
                .hasMessage(message)
                .asInstanceOf(InstanceOfAssertFactories.type(StreamException.class))
                .extracting(StreamException::type);
    }

    @Test
    void recordsComeBackFromTheShardTheirKeyHashesTo() throws Exception {
        streams.create("s", 3);
        Stream stream = streams.stream("s");
        PutBatch batch = new PutBatch();
        for (int i = 0; i < 1000; i++) batch.add(bytes("key-" + i % 97), bytes("data-" + i));
        stream.put(batch).toCompletableFuture().join();
        assertThat(batch.failedCount()).isZero();
        for (int i = 0; i < 1000; i++) {
            BigInteger hash = new BigInteger(1, MessageDigest.getInstance("MD5").digest(bytes("key-" + i % 97)));
            assertThat(batch.shard(i).range().contains(hash)).isTrue();
            ShardRecords one = batch.shard(i).read(batch.sequenceIndex(i), 1, 1);
            assertThat(one.partitionKey(0)).isEqualTo("key-" + i % 97);
            assertThat(StandardCharsets.UTF_8.decode(one.data(0)).toString()).isEqualTo("data-" + i);
            assertThat(one.sequenceNumber(0)).isEqualTo(batch.sequenceNumber(i));
        }
    }

    @Test
    void explicitHashKeysDecideOverTheKey() {
        streams.create("s", 4);
        List<ShardDescription> shards = streams.describe("s").shards();
        PutBatch batch = new PutBatch();
        for (ShardDescription shard : shards) {
            for (BigInteger hash : List.of(shard.range().start(), shard.range().end()))
                batch.addWithHash(bytes("k"), 0, 1, bytes("d"), 0, 1, hash.shiftRight(64).longValue(), hash.longValue());
        }
        streams.stream("s").put(batch).toCompletableFuture().join();
        for (int i = 0; i < batch.count(); i++) assertThat(batch.shardId(i).index()).isEqualTo(i / 2);
    }

    @Test
    void hashKeysFindShardsOfAnySize() {
        streams.create("s", 3);
        for (int power : new int[] {1, 8, 57, 63, 64, 65, 100, 120, 121, 125}) splitAt(BigInteger.ONE.shiftLeft(power));
        List<ShardDescription> open = streams.describe("s").shards().stream().filter(shard -> shard.ending().isEmpty()).toList();
        assertThat(open).hasSize(13);
        PutBatch batch = new PutBatch();
        for (ShardDescription shard : open) {
            for (BigInteger hash : List.of(shard.range().start(), shard.range().end()))
                batch.addWithHash(bytes("k"), 0, 1, bytes("d"), 0, 1, hash.shiftRight(64).longValue(), hash.longValue());
        }
        streams.stream("s").put(batch).toCompletableFuture().join();
        for (int i = 0; i < batch.count(); i++) assertThat(batch.shardId(i)).isEqualTo(open.get(i / 2).id());
    }

    private void splitAt(BigInteger hash) {
        ShardDescription holder = streams.describe("s").shards().stream()
                .filter(shard -> shard.ending().isEmpty())
                .filter(shard -> shard.range().start().compareTo(hash) < 0 && shard.range().end().compareTo(hash) >= 0)
                .findFirst()
                .orElseThrow();
        streams.split("s", holder.id().toString(), hash);
    }

    @Test
    void recordMayHaveNoKey() {
        streams.create("s", 1);
        PutBatch batch = new PutBatch();
        batch.addWithHash(new byte[0], 0, -1, bytes("d"), 0, 1, 5, 5);
        streams.stream("s").put(batch).toCompletableFuture().join();
        ShardRecords records = batch.shard(0).read(1, 10, 100);
        assertThat(records.partitionKey(0)).isNull();
        assertThat(records.keyLength(0)).isEqualTo(-1);
        assertThat(records.sizeBytes()).isEqualTo(1);
    }

    @Test
    void sequenceNumbersRiseAndTellArrival() {
        streams.create("s", 1);
        Stream stream = streams.stream("s");
        PutBatch first = batch("a", "1", "b", "2");
        stream.put(first).toCompletableFuture().join();
        clock.set(START.minusSeconds(100));
        PutBatch second = batch("c", "3");
        stream.put(second).toCompletableFuture().join();
        SequenceNumber number = second.sequenceNumber(0);
        assertThat(first.sequenceNumber(0)).isGreaterThan(streams.describe("s").shards().get(0).starting());
        assertThat(first.sequenceNumber(0)).isLessThan(first.sequenceNumber(1));
        assertThat(number).isGreaterThan(first.sequenceNumber(1));
        assertThat(number.arrivalSecond()).describedAs("arrival never goes back").isEqualTo(START.getEpochSecond());
        assertThat(number.index()).isEqualTo(3);
        byte[] digits = new byte[SequenceDigits.LENGTH];
        second.writeSequenceNumber(0, digits, 0);
        assertThat(new String(digits, StandardCharsets.US_ASCII)).isEqualTo(number.toString());
    }

    @Test
    void splitParentDrainsAndChildrenTakeOver() {
        streams.create("s", 1);
        Stream stream = streams.stream("s");
        stream.put(batch("a", "1", "b", "2", "c", "3")).toCompletableFuture().join();
        BigInteger half = BigInteger.ONE.shiftLeft(127);
        streams.split("s", "0", half);
        stream.put(batch("a", "4", "b", "5", "c", "6")).toCompletableFuture().join();
        List<ShardDescription> shards = stream.description().shards();
        assertThat(shards).extracting(ShardDescription::isClosed).containsExactly(true, false, false);
        assertThat(shards.get(1).range()).isEqualTo(new HashKeyRange(BigInteger.ZERO, half.subtract(BigInteger.ONE)));
        assertThat(shards.get(2).range()).isEqualTo(new HashKeyRange(half, HashKeyRange.MAX));
        assertThat(shards.get(2).parents()).containsExactly(new ShardId(0));
        assertThat(shards.get(1).starting().creationSecond()).isEqualTo(START.getEpochSecond() + 1);
        Shard parent = stream.shard(new ShardId(0));
        assertThat(everything(parent)).containsExactly("a=1", "b=2", "c=3");
        assertThat(parent.read(1, 2, 100).endOfShard()).isFalse();
        assertThat(parent.read(1, 3, 100).endOfShard()).isTrue();
        assertThat(parent.read(4, 3, 100).endOfShard()).isTrue();
        List<String> children = new ArrayList<>(everything(stream.shard(new ShardId(1))));
        children.addAll(everything(stream.shard(new ShardId(2))));
        assertThat(children).containsExactlyInAnyOrder("a=4", "b=5", "c=6");
        assertThat(parent.append(batch("x", "y")).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void mergedShardFollowsBothParents() {
        streams.create("s", 2);
        streams.merge("s", "shardId-0", "shardId-000000000001");
        ShardDescription child = streams.describe("s").shards().get(2);
        assertThat(child.range()).isEqualTo(new HashKeyRange(BigInteger.ZERO, HashKeyRange.MAX));
        assertThat(child.parent()).contains(new ShardId(0));
        assertThat(child.adjacentParent()).contains(new ShardId(1));
        streams.split("s", "2", BigInteger.TEN);
        assertThat(streams.describe("s").shards().get(3).starting().creationSecond())
                .describedAs("later than its parent within the same second")
                .isGreaterThan(child.starting().creationSecond());
    }

    @Test
    void refusalsSayWhatTheServiceSays() {
        streams.create("s", 3);
        String under = "s under account 123456789012";
        assertRefused(() -> streams.create("s", 1), "Stream " + under + " already exists.").isEqualTo(ErrorType.RESOURCE_IN_USE);
        assertRefused(() -> streams.stream("t"), "Stream t under account 123456789012 not found.").isEqualTo(ErrorType.RESOURCE_NOT_FOUND);
        assertRefused(() -> streams.split("s", "nine", BigInteger.TEN), "Could not find shard nine in stream " + under + ".")
                .isEqualTo(ErrorType.RESOURCE_NOT_FOUND);
        assertRefused(() -> streams.split("s", "shardId-9", BigInteger.TEN), "Could not find shard shardId-9 in stream " + under + ".")
                .isEqualTo(ErrorType.RESOURCE_NOT_FOUND);
        assertRefused(
                        () -> streams.merge("s", "0", "2"),
                        "Shards shardId-000000000000 and shardId-000000000002 in stream " + under
                                + " are not an adjacent pair of shards eligible for merging")
                .isEqualTo(ErrorType.INVALID_ARGUMENT);
        HashKeyRange range = streams.describe("s").shards().get(0).range();
        assertRefused(
                        () -> streams.split("s", "0", BigInteger.ONE),
                        "NewStartingHashKey 1 used in SplitShard() on shard shardId-000000000000 in stream " + under
                                + " is not both greater than one plus the shard's StartingHashKey 0 and less than the shard's EndingHashKey "
                                + range.end() + ".")
                .isEqualTo(ErrorType.INVALID_ARGUMENT);
        assertThatThrownBy(() -> streams.split("s", "0", range.end())).hasMessageContaining("is not both greater than");
        streams.split("s", "0", BigInteger.TWO);
        assertRefused(
                        () -> streams.split("s", "0", BigInteger.TEN),
                        "Shard shardId-000000000000 in stream " + under
                                + " has already been merged or split, and thus is not eligible for merging or splitting.")
                .isEqualTo(ErrorType.INVALID_ARGUMENT);
        assertThatThrownBy(() -> streams.create("t", 47))
                .hasMessageStartingWith("This request would exceed the shard limit for the account 123456789012 in us-east-1. "
                        + "Current shard count for the account: 4. Limit: 50. "
                        + "Number of additional shards that would have resulted from this request: 47. Refer to");
    }

    @Test
    void deletedStreamIsGoneWithItsRecords() throws Exception {
        streams.create("s", 1);
        Stream stream = streams.stream("s");
        stream.put(batch("a", "1")).toCompletableFuture().join();
        Shard shard = stream.shard(new ShardId(0));
        streams.delete("s");
        assertThat(streams.list()).isEmpty();
        assertThat(data.resolve("streams")).isEmptyDirectory();
        assertRefused(() -> stream.put(batch("a", "1")), "Stream s under account 123456789012 not found.");
        assertThatThrownBy(() -> shard.indexAt(Instant.EPOCH)).isInstanceOf(StreamException.class);
        streams.create("s", 1);
        assertThat(everything(streams.stream("s").shard(new ShardId(0)))).isEmpty();
    }

    @Test
    void everythingSurvivesARestart() throws Exception {
        streams.create("s", 2);
        streams.create("t", 1);
        streams.stream("s").put(batch("a", "1", "b", "2", "c", "3")).toCompletableFuture().join();
        streams.split("s", "1", HashKeyRange.MAX.subtract(BigInteger.TEN));
        streams.delete("t");
        StreamDescription before = streams.describe("s");
        byte[] key = streams.iteratorKey();
        reopen();
        assertThat(streams.list()).containsExactly(before);
        assertThat(streams.iteratorKey()).isEqualTo(key).hasSize(32);
        Stream stream = streams.stream("s");
        assertThat(everything(stream.shard(new ShardId(0))).size() + everything(stream.shard(new ShardId(1))).size()).isEqualTo(3);
        PutBatch more = batch("a", "4");
        stream.put(more).toCompletableFuture().join();
        assertThat(everything(more.shard(0))).endsWith("a=4");
        assertThat(stream.shard(new ShardId(1)).append(batch("x", "y")).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void listenersHearOfRecordsAndOfTheEnd() {
        streams.create("s", 1);
        Shard shard = streams.stream("s").shard(new ShardId(0));
        List<Long> heard = new ArrayList<>();
        Shard.Registration registration = shard.onAppend(() -> heard.add(shard.closed() ? -1 : shard.nextIndex()));
        streams.stream("s").put(batch("a", "1")).toCompletableFuture().join();
        streams.stream("s").put(batch("a", "1", "b", "2")).toCompletableFuture().join();
        assertThat(heard).containsExactly(2L, 4L);
        streams.split("s", "0", BigInteger.TEN);
        assertThat(heard).endsWith(-1L);
        int calls = heard.size();
        registration.close();
        streams.delete("s");
        assertThat(heard).hasSize(calls);
    }

    @Test
    void positionsAreFoundByTimeAndByNumber() {
        streams.create("s", 1);
        Stream stream = streams.stream("s");
        Shard shard = stream.shard(new ShardId(0));
        List<SequenceNumber> numbers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            clock.set(START.plusSeconds(i * 10L));
            PutBatch batch = batch("a", "1");
            stream.put(batch).toCompletableFuture().join();
            numbers.add(batch.sequenceNumber(0));
        }
        assertThat(shard.indexAt(START.minusSeconds(1))).isEqualTo(1);
        assertThat(shard.indexAt(START.plusSeconds(30))).isEqualTo(4);
        assertThat(shard.indexAt(START.plusSeconds(31))).isEqualTo(5);
        assertThat(shard.indexAt(START.plusSeconds(91))).isEqualTo(11);
        assertThat(shard.indexOf(numbers.get(3), false)).isEqualTo(4);
        assertThat(shard.indexOf(numbers.get(3), true)).isEqualTo(5);
        assertThat(shard.indexOf(shard.description().starting(), true)).isEqualTo(1);
        assertThat(shard.read(1, 4, 1000).millisBehindLatest()).isEqualTo(60_000);
        assertThat(shard.read(1, 10, 1000).millisBehindLatest()).isZero();
        assertThatThrownBy(() -> shard.indexOf(SequenceNumber.of(numbers.get(0).creationSecond(), 7, 1, 1), false))
                .hasMessage("Invalid StartingSequenceNumber. It encodes shardId-000000000007, while it was used in a call to a shard with shardId-000000000000");
        assertThatThrownBy(() -> shard.indexOf(SequenceNumber.of(5, 0, 1, 1), false)).hasMessageEndingWith("did not come from this stream.");
    }

    @Test
    void streamsWithoutTheirJournalAreNotTakenForAnEmptyFolder() throws Exception {
        streams.create("s", 1);
        streams.stream("s").put(batch("a", "1")).toCompletableFuture().join();
        simulator.close();
        Path kept = Files.move(data.resolve("journal"), data.resolve("journal.kept"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("no journal");
        Files.move(kept, data.resolve("journal"));
        open();
        assertThat(everything(streams.stream("s").shard(new ShardId(0)))).containsExactly("a=1");
    }

    @Test
    void listenerThatThrowsHoldsUpNobody() {
        streams.create("s", 1);
        Shard shard = streams.stream("s").shard(new ShardId(0));
        List<Long> heard = new ArrayList<>();
        shard.onAppend(() -> {
            throw new IllegalStateException("on purpose");
        });
        shard.onAppend(() -> heard.add(shard.nextIndex()));
        PutBatch batch = batch("a", "1");
        streams.stream("s").put(batch).toCompletableFuture().join();
        assertThat(batch.failedCount()).isZero();
        assertThat(heard).containsExactly(2L);
        streams.split("s", "0", BigInteger.TEN);
        assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(streams.stream("s").shards()).hasSize(3);
    }

    @Test
    void shardThatCannotBeOpenedLeavesTheOthersAlone() throws Exception {
        streams.create("s", 2);
        streams.stream("s").put(batch("a", "1", "b", "2")).toCompletableFuture().join(); // one for each
        simulator.close();
        Path segment = data.resolve("streams/s-" + START.toEpochMilli() + "/" + new ShardId(0) + "/00000000000000000001.seg");
        byte[] content = Files.readAllBytes(segment);
        content[11] = 9; // its version
        Files.write(segment, content);
        open();
        Stream stream = streams.stream("s");
        assertThat(everything(stream.shard(new ShardId(1)))).hasSize(1);
        assertThatThrownBy(() -> stream.shard(new ShardId(0)).read(1, 1, 100)).isInstanceOf(StreamException.class).hasMessageContaining("format version 9");
        PutBatch batch = batch("a", "3", "b", "4");
        stream.put(batch).toCompletableFuture().join();
        assertThat(batch.failedCount()).isEqualTo(1);
        assertThat(everything(stream.shard(new ShardId(1)))).hasSize(2);
        assertThatThrownBy(() -> streams.split("s", "0", BigInteger.TEN)).isInstanceOf(StreamException.class).hasMessageContaining("format version 9");
        assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(Files.readAllBytes(segment)).isEqualTo(content);
        assertThat(streams.damages()).isEmpty();
        streams.delete("s");
        assertThat(data.resolve("streams")).isEmptyDirectory();
    }
}
