package io.anabranch.simulator.stream;

import static io.anabranch.simulator.stream.TestStreams.DELAY;
import static io.anabranch.simulator.stream.TestStreams.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingChangesTest {
    private static final String KEY = "alias/aws/kinesis";

    @TempDir
    Path data;

    private TestStreams house;

    @BeforeEach
    void build() {
        house = new TestStreams(data);
    }

    private static StreamConfig config(Streams streams) {
        return streams.stream("s").state().config();
    }

    @Test
    void changedRetentionIsInForceAtOnceAndHidesWhatHadExpired() throws IOException {
        try (Streams streams = house.openQuick(Limits.RELAXED)) {
            streams.create("s", 1);
            house.clock().advance(Duration.ofHours(30));
            long now = house.clock().millis();
            streams.settings().increaseRetention("s", 48);
            assertThat(config(streams).retentionHours()).isEqualTo(48);
            assertThat(config(streams).horizonFloorMillis()).isEqualTo(now - Duration.ofHours(24).toMillis());
            streams.settings().decreaseRetention("s", 24);
            streams.settings().increaseRetention("s", 8760);
            assertThat(config(streams).horizonFloorMillis()).describedAs("never goes back").isEqualTo(now - Duration.ofHours(24).toMillis());
            streams.settings().increaseRetention("s", 8760);
            streams.settings().decreaseRetention("s", 8760);
        }
    }

    @Test
    void streamIsUpdatingWhileItsRetentionChanges() throws IOException {
        try (Streams streams = house.open(Limits.RELAXED)) {
            streams.create("s", 1);
            house.clock().advance(DELAY);
            streams.settings().increaseRetention("s", 25);
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.UPDATING);
            assertThatThrownBy(() -> streams.settings().decreaseRetention("s", 24)).hasMessageEndingWith("not ACTIVE, instead in state UPDATING");
            house.clock().advance(DELAY);
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.ACTIVE);
        }
    }

    @Test
    void recordsSayWhetherTheyCameWhileTheStreamWasEncrypted() throws IOException {
        try (Streams streams = house.open(Limits.RELAXED)) {
            streams.create("s", 1);
            house.clock().advance(DELAY);
            put(streams, "plain");
            streams.settings().startEncryption("s", KEY);
            put(streams, "still plain");
            house.clock().advance(DELAY);
            put(streams, "encrypted");
            streams.settings().stopEncryption("s");
            put(streams, "still encrypted");
            house.clock().advance(DELAY);
            put(streams, "plain again");
        }
        try (Streams streams = house.open(Limits.RELAXED)) {
            ShardRecords records = streams.stream("s").shard(new ShardId(0)).read(0, 10, 1000);
            assertThat(records.count()).isEqualTo(5);
            assertThat(java.util.stream.IntStream.range(0, 5).mapToObj(records::encrypted)).containsExactly(false, false, true, true, false);
        }
    }

    private static void put(Streams streams, String value) {
        streams.stream("s").put(batch("k", value)).toCompletableFuture().join();
    }

    @Test
    void whatIsLimitedByDayIsPossibleAgainADayLater() throws IOException {
        try (Streams streams = house.openQuick(Limits.RELAXED)) {
            streams.create("s", 1);
            for (int i = 0; i < 25; i++) streams.settings().startEncryption("s", KEY);
            streams.settings().stopEncryption("s");
            assertThatThrownBy(() -> streams.settings().startEncryption("s", KEY)).isInstanceOfSatisfying(StreamException.class, refusal ->
                    assertThat(refusal.type()).isEqualTo(ErrorType.LIMIT_EXCEEDED));
        }
        try (Streams streams = house.openQuick(Limits.RELAXED)) {
            assertThatThrownBy(() -> streams.settings().startEncryption("s", KEY)).describedAs("after a restart too").isInstanceOf(StreamException.class);
            house.clock().advance(Duration.ofHours(24));
            streams.settings().startEncryption("s", KEY);
            for (int i = 0; i < 10; i++) streams.updateShardCount("s", 1 + i % 2);
            assertThatThrownBy(() -> streams.updateShardCount("s", 1)).hasMessageContaining("UpdateShardCount").hasMessageContaining("10 times");
            streams.settings().mode("s", StreamMode.ON_DEMAND, Optional.empty());
            streams.settings().mode("s", StreamMode.PROVISIONED, Optional.empty());
            assertThatThrownBy(() -> streams.settings().mode("s", StreamMode.ON_DEMAND, Optional.empty())).hasMessageContaining("2 times");
            house.clock().advance(Duration.ofHours(24));
            streams.settings().mode("s", StreamMode.ON_DEMAND, Optional.empty());
            assertThat(config(streams).recent("UpdateStreamMode", house.clock().millis())).hasSize(1);
        }
        try (Streams streams = house.openQuick(Limits.OFF)) {
            for (int i = 0; i < 30; i++) streams.settings().startEncryption("s", KEY);
        }
    }

    @Test
    void keyThatCanBeNoneIsRefused() throws IOException {
        try (Streams streams = house.openQuick(Limits.RELAXED)) {
            streams.create("s", 1);
            assertThatThrownBy(() -> streams.settings().startEncryption("s", "x y")).hasMessage("Invalid keyId x y");
            assertThatThrownBy(() -> streams.settings().startEncryption("s", "arn:aws:kms:eu-west-1:123456789012:alias/mine"))
                    .hasMessage("Invalid arn eu-west-1");
            streams.settings().startEncryption("s", "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012");
            streams.settings().startEncryption("s", "12345678-1234-1234-1234-123456789012");
        }
    }

    @Test
    void killedAtAnyMomentAChangeIsMadeOrNotAndNothingIsStuck() throws IOException {
        try (Streams streams = house.open(Limits.RELAXED)) {
            streams.create("s", 3);
            house.clock().advance(DELAY);
            put(streams, "one");
            streams.settings().increaseRetention("s", 48);
            house.clock().advance(DELAY);
            streams.settings().startEncryption("s", KEY);
            house.clock().advance(DELAY);
            streams.settings().maxRecordSize("s", 2048);
            house.clock().advance(DELAY);
            streams.updateShardCount("s", 5);
            house.clock().advance(DELAY);
            streams.settings().mode("s", StreamMode.ON_DEMAND, Optional.empty());
            house.clock().advance(DELAY);
            streams.settings().distribution("s", RecordDistribution.AUTO);
        }
        StringBuilder seen = new StringBuilder();
        house.afterEveryEntry(2, streams -> seen.append(state(streams)).append('\n'));
        // Begun and completed are two entries each: what was begun is completed when the folder is opened.
        assertThat(seen).hasToString("""
                24 - 1024 3 PROVISIONED USER_PARTITION_KEY
                24 - 1024 3 PROVISIONED USER_PARTITION_KEY
                48 - 1024 3 PROVISIONED USER_PARTITION_KEY
                48 - 1024 3 PROVISIONED USER_PARTITION_KEY
                48 alias/aws/kinesis 1024 3 PROVISIONED USER_PARTITION_KEY
                48 alias/aws/kinesis 1024 3 PROVISIONED USER_PARTITION_KEY
                48 alias/aws/kinesis 2048 3 PROVISIONED USER_PARTITION_KEY
                48 alias/aws/kinesis 2048 3 PROVISIONED USER_PARTITION_KEY
                48 alias/aws/kinesis 2048 5 PROVISIONED USER_PARTITION_KEY
                48 alias/aws/kinesis 2048 5 PROVISIONED USER_PARTITION_KEY
                48 alias/aws/kinesis 2048 5 ON_DEMAND USER_PARTITION_KEY
                48 alias/aws/kinesis 2048 5 ON_DEMAND USER_PARTITION_KEY
                48 alias/aws/kinesis 2048 5 ON_DEMAND AUTO
                """);
    }

    private static String state(Streams streams) {
        assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.ACTIVE);
        put(streams, "more");
        StreamConfig config = config(streams);
        return String.join(
                " ",
                "" + config.retentionHours(),
                config.encryptionKeyId().orElse("-"),
                "" + config.maxRecordKiB(),
                "" + streams.describe("s").openShardCount(),
                config.mode().name(),
                config.distribution().name());
    }

    @Test
    void whatComesIntoForceLaterLeavesOtherSettingsAlone() {
        StreamConfig encrypted = StreamConfig.DEFAULT.encryptedWith(KEY);
        StreamConfig meanwhile = encrypted.withTags(Map.of("team", "blue"));
        StreamConfig done = Pending.Configure.from(encrypted, encrypted.notEncrypted().withMaxRecordKiB(2048)).applied(meanwhile);
        assertThat(done.tags()).containsEntry("team", "blue");
        assertThat(done.maxRecordKiB()).isEqualTo(2048);
        assertThat(done.encryptionKeyId()).isEmpty();
    }

    @Test
    void deletionOfAStreamThatIsStillMadeTakesItsOwnTime() throws IOException {
        try (Streams streams = house.open(new StateDelays(DELAY, Map.of("DeleteStream", DELAY.multipliedBy(10))))) {
            streams.create("s", 1);
            streams.delete("s");
            house.clock().advance(DELAY.multipliedBy(5));
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.DELETING);
            house.clock().advance(DELAY.multipliedBy(5));
            assertThat(streams.list()).isEmpty();
        }
    }

    @Test
    void spreadRecordsFallEvenlyIntoAllShards() throws IOException {
        try (Streams streams = house.openQuick(Limits.RELAXED)) {
            streams.create("s", 7);
            assertThatThrownBy(() -> streams.settings().distribution("s", RecordDistribution.AUTO)).hasMessageContaining("On-Demand");
            streams.settings().mode("s", StreamMode.ON_DEMAND, Optional.empty());
            streams.settings().distribution("s", RecordDistribution.AUTO);
            for (int i = 0; i < 70; i++) {
                PutBatch batch = new PutBatch();
                for (int j = 0; j < 10; j++) batch.addWithHash(new byte[0], 0, -1, new byte[1], 0, 1, 0, 0);
                streams.stream("s").put(batch).toCompletableFuture().join();
            }
            assertThat(streams.stream("s").shards()).allSatisfy(shard -> assertThat(shard.nextIndex() - 1).isBetween(97L, 103L));
            assertThatThrownBy(() -> streams.settings().mode("s", StreamMode.PROVISIONED, Optional.empty())).isInstanceOf(StreamException.class);
        }
    }
}
