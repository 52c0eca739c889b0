package io.anabranch.simulator.stream;

import static io.anabranch.simulator.stream.TestStreams.DELAY;
import static io.anabranch.simulator.stream.TestStreams.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateShardCountTest {
    @TempDir
    Path data;

    private TestStreams house;

    @BeforeEach
    void build() {
        house = new TestStreams(data);
    }

    private void create(Streams streams, int shards) {
        streams.create("s", shards);
        house.clock().advance(DELAY);
    }

    private static PutBatch put(Streams streams, String key, String... values) {
        PutBatch batch = batch(key, values);
        streams.stream("s").put(batch).toCompletableFuture().join();
        assertThat(batch.failedCount()).isZero();
        return batch;
    }

    private static List<Boolean> closed(Streams streams) {
        return streams.describe("s").shards().stream().map(ShardDescription::isClosed).toList();
    }

    @Test
    void whatWasAcceptedIsCompletedAfterAKill() throws IOException {
        Streams killed = house.open(Limits.RELAXED);
        create(killed, 2);
        assertThat(killed.updateShardCount("s", 4)).isEqualTo(2);
        assertThat(killed.describe("s").status()).isEqualTo(StreamStatus.UPDATING);
        ShardId before = put(killed, "key", "1").shardId(0);
        assertThat(before.index()).describedAs("nothing has changed yet").isLessThan(2);
        house.afterEveryEntry(4, streams -> {
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.ACTIVE);
            assertThat(closed(streams)).containsExactly(true, true, false, false, false, false);
            Stream stream = streams.stream("s");
            assertThat(stream.shard(before).read(0, 10, 100).count()).isEqualTo(1);
            assertThat(put(streams, "key", "2").sequenceNumber(0)).isGreaterThan(stream.shard(before).description().ending().orElseThrow());
        });
        killed.close();
    }

    @Test
    void journalWithoutRoomLeavesEverythingAsItWasAndIsTriedAgain() throws IOException {
        AtomicInteger room = new AtomicInteger(100);
        try (Streams streams = house.open(ReshardTest.journalFillsUp(room))) {
            create(streams, 3);
            room.set(0);
            assertThatThrownBy(() -> streams.updateShardCount("s", 6)).isInstanceOf(StreamException.class);
            room.set(1);
            streams.updateShardCount("s", 6);
            house.clock().advance(DELAY);
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.UPDATING);
            assertThat(put(streams, "key", "1").shardId(0).index()).describedAs("the shards take records again").isLessThan(3);
            room.set(100);
            house.clock().advance(Duration.ofSeconds(1));
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.ACTIVE);
            assertThat(closed(streams)).containsExactly(true, true, true, false, false, false, false, false, false);
            put(streams, "key", "2");
        }
    }

    @Test
    void childrenOfAShardAreThoseThatNameIt() throws IOException {
        try (Streams streams = house.openQuick(Limits.RELAXED)) {
            streams.create("s", 1);
            for (int count : new int[] {2, 3, 6, 4, 2, 1}) streams.updateShardCount("s", count);
            List<ShardDescription> all = streams.describe("s").shards();
            for (ShardDescription shard : all) {
                long children = all.stream().filter(child -> child.parents().contains(shard.id())).count();
                assertThat(children).isEqualTo(shard.isClosed() ? all.stream().anyMatch(child -> child.parents().equals(List.of(shard.id()))) ? 2 : 1 : 0);
                if (shard.isClosed()) assertThat(streams.stream("s").shard(shard.id()).read(0, 1, 1).endOfShard()).isTrue();
                String id = shard.id().toString();
                if (shard.isClosed()) assertThatThrownBy(() -> streams.split("s", id, shard.range().start().add(shard.range().end()).shiftRight(1)))
                        .hasMessageContaining("has already been merged or split");
            }
        }
    }

    @Test
    void quotaOfShardsCountsThoseThatCome() throws IOException {
        try (Streams streams = house.openQuick(Limits.RELAXED)) {
            streams.create("s", 400);
            streams.create("t", 300);
            assertThatThrownBy(() -> streams.updateShardCount("s", 701)).hasMessageContaining("Number of additional shards that would have resulted from this request: 301");
            streams.updateShardCount("s", 700);
            streams.updateShardCount("s", 350);
            assertThat(streams.describe("s").openShardCount()).isEqualTo(350);
        }
    }

    @Test
    void shardsThatAreStillToComeCountToo() throws IOException {
        try (Streams streams = house.open(Limits.RELAXED)) {
            create(streams, 400);
            streams.create("t", 300);
            house.clock().advance(DELAY);
            streams.updateShardCount("s", 700);
            assertThat(streams.accountLimits().openShards()).isEqualTo(700);
            assertThatThrownBy(() -> streams.split("t", "0", BigInteger.TEN)).hasMessageContaining("Current shard count for the account: 1000. Limit: 1000.");
            assertThatThrownBy(() -> streams.create("u", 1)).hasMessageContaining("Number of additional shards that would have resulted from this request: 1.");
            streams.merge("t", "0", "1");
            house.clock().advance(DELAY);
            streams.create("u", 1);
        }
    }

    @Test
    void putsThatComeMeanwhileWaitAndLoseNothing() throws IOException {
        try (Streams streams = house.openQuick(Limits.OFF)) {
            streams.create("s", 100);
            CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> {
                int rounds = 0;
                for (; rounds < 50 || streams.describe("s").shards().size() < 300; rounds++) {
                    PutBatch batch = new PutBatch();
                    for (int key = 0; key < 50; key++) batch.add(new byte[] {(byte) key}, new byte[] {(byte) rounds});
                    streams.stream("s").put(batch).toCompletableFuture().join();
                    assertThat(batch.failedCount()).isZero();
                }
                return rounds;
            });
            streams.updateShardCount("s", 200);
            long written = 50L * writer.join();
            long found = streams.stream("s").shards().stream().mapToLong(shard -> shard.nextIndex() - shard.firstIndex()).sum();
            assertThat(found).isEqualTo(written);
        }
    }
}
