package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourcesTest {
    private static final Resource STREAM = new Resource.OfStream("s");

    @TempDir
    Path data;

    private TestStreams house;
    private Resource consumer;

    @BeforeEach
    void build() {
        house = new TestStreams(data);
        consumer = new Resource.OfConsumer("s", "c", house.clock().instant().getEpochSecond());
    }

    private static String enhanced(Streams streams) {
        return streams.describe("s").config().shardLevelMetrics() + " " + streams.commitment();
    }

    private String seen(Streams streams) {
        return streams.resources().tags(STREAM) + " " + streams.resources().policy(STREAM) + " " + streams.resources().tags(consumer) + " " + streams.resources().policy(consumer) + " " + enhanced(streams);
    }

    private List<Consumer<Streams>> changes() {
        return List.of(
                streams -> streams.resources().tag(STREAM, Map.of("a", "1", "b", "")),
                streams -> streams.resources().tag(consumer, Map.of("a", "2")),
                streams -> streams.resources().putPolicy(STREAM, "{}"),
                streams -> streams.resources().putPolicy(consumer, "{ }"),
                streams -> streams.resources().untag(STREAM, List.of("a")),
                streams -> streams.settings().shardMetrics("s", before -> EnumSet.allOf(ShardMetric.class), "EnableEnhancedMonitoring"),
                streams -> streams.commit(true),
                streams -> streams.resources().deletePolicy(STREAM, "arn"),
                streams -> streams.resources().untag(consumer, List.of("a")),
                streams -> streams.commit(false));
    }

    @Test
    void killedAtAnyMomentEveryAcknowledgedChangeIsThereAndNoOther() throws IOException {
        List<String> acknowledged = new ArrayList<>();
        try (Streams streams = house.openQuick(Limits.RELAXED)) {
            streams.create("s", 1);
            streams.stream("s").put(TestStreams.batch("k", "v")).toCompletableFuture().join();
            streams.consumers().register("s", "c", Map.of());
            acknowledged.add(seen(streams));
            for (Consumer<Streams> change : changes()) {
                change.accept(streams);
                acknowledged.add(seen(streams));
            }
        }
        assertThat(acknowledged).doesNotHaveDuplicates();
        Iterator<String> expected = acknowledged.iterator();
        int before = 3; // whose folder it is, the stream, the consumer
        house.afterEveryEntry(before, streams -> assertThat(seen(streams)).isEqualTo(expected.next()));
        assertThat(expected.hasNext()).isFalse();
    }

    @Test
    void journalWithoutRoomLeavesEverythingAsItWas() throws IOException {
        AtomicInteger room = new AtomicInteger(100);
        try (Streams streams = house.open(ReshardTest.journalFillsUp(room))) {
            streams.create("s", 1);
            house.clock().advance(TestStreams.DELAY);
            streams.consumers().register("s", "c", Map.of());
            house.clock().advance(TestStreams.DELAY);
            consumer = new Resource.OfConsumer("s", "c", house.clock().instant().minus(TestStreams.DELAY).getEpochSecond());
            for (Consumer<Streams> change : changes()) {
                String before = seen(streams);
                room.set(0);
                assertThatThrownBy(() -> change.accept(streams))
                        .isInstanceOfSatisfying(StreamException.class, broken -> assertThat(broken.type()).isEqualTo(ErrorType.INTERNAL_FAILURE));
                assertThat(seen(streams)).isEqualTo(before);
                room.set(100);
                change.accept(streams);
                house.clock().advance(TestStreams.DELAY);
                assertThat(seen(streams)).isNotEqualTo(before);
            }
        }
    }

    @Test
    void whatChangesNothingNeedsNoRoom() throws IOException {
        AtomicInteger room = new AtomicInteger(100);
        try (Streams streams = house.open(ReshardTest.journalFillsUp(room))) {
            streams.create("s", 1);
            house.clock().advance(TestStreams.DELAY);
            streams.resources().tag(STREAM, Map.of("a", "1"));
            room.set(0);
            streams.resources().tag(STREAM, Map.of("a", "1"));
            streams.resources().untag(STREAM, List.of("b"));
            streams.commit(false);
            streams.settings().shardMetrics("s", before -> before, "DisableEnhancedMonitoring");
            assertThat(streams.describe("s").status()).isEqualTo(StreamStatus.ACTIVE);
        }
    }

    @Test
    void readerSeesTagsAsTheyChange() throws IOException {
        try (var writer = Simulator.open(SimulatorSettings.at(data));
                var reader = openReader(writer)) {
            writer.streams().resources().tag(STREAM, Map.of("a", "1"));
            assertThat(reader.streams().resources().tags(STREAM)).containsExactly(Map.entry("a", "1"));
            assertThatThrownBy(() -> reader.streams().resources().tag(STREAM, Map.of("b", "2"))).isInstanceOf(IllegalStateException.class);
        }
    }

    private Simulator openReader(Simulator writer) throws IOException {
        writer.streams().create("s", 1);
        return Simulator.openReadOnly(data);
    }
}
