package io.anabranch.kcl.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.Worker;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.source.StreamFixture;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.kcl.source.local.Archive;
import io.anabranch.kcl.source.local.SimulatorSource;
import io.anabranch.lease.store.CoordinationStore;
import io.anabranch.lease.store.InMemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayEqualsLiveTest {
    /** Emits what it is given, under the name of the shard. */
    private static final RecordProcessor ECHO = (records, context) -> records.forEach(record ->
            context.output().emit(context.shard().value(), record.sequenceNumber() + " " + new String(record.bytes(), StandardCharsets.UTF_8)));

    @Test
    void theSameProcessorGivesTheSameResults(@TempDir Path folder) throws Exception {
        try (var fixture = new StreamFixture(folder, 2)) {
            fixture.put(0, "a", 200);
            fixture.put(1, "b", 100);
            fixture.split(0);
            fixture.put(2, "c", 50);
            fixture.put(3, "d", 50);
            Map<String, List<Object>> live = live(fixture, 400);
            try (StreamSource archive = Archive.open(folder)) {
                ReplayResult replay = Replay.from(archive).stream(StreamFixture.STREAM).processor(ECHO).run();
                assertThat(replay.outputs()).isEqualTo(live);
            }
        }
    }

    private static Map<String, List<Object>> live(StreamFixture fixture, int records) throws Exception {
        Map<String, List<Object>> outputs = new ConcurrentHashMap<>();
        try (CoordinationStore store = InMemoryStore.create();
                StreamSource source = SimulatorSource.of(fixture.simulator());
                Worker worker = Worker.builder("echo")
                        .stream(StreamFixture.STREAM, Position.trimHorizon())
                        .sharedSource(source)
                        .sharedCoordination(store)
                        .processor(ECHO)
                        .output((name, value) -> outputs.computeIfAbsent(name, key -> new CopyOnWriteArrayList<>()).add(value))
                        .start()) {
            worker.started().toCompletableFuture().join();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> outputs.values().stream().mapToInt(List::size).sum() >= records);
        }
        return outputs;
    }
}
