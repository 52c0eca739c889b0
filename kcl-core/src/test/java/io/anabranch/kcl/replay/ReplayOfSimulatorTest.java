package io.anabranch.kcl.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.processor.RecordProcessor;
import io.anabranch.kcl.source.StreamFixture;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.kcl.source.local.Archive;
import io.anabranch.kcl.source.local.SimulatorSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays what a simulator stores, in process and from its folder. */
final class ReplayOfSimulatorTest {
    private static final RecordProcessor EMIT = (records, context) ->
            records.forEach(record -> context.output().emit("data", new String(record.bytes(), StandardCharsets.UTF_8)));

    @TempDir
    Path folder;

    private StreamFixture fixture;

    @BeforeEach
    void opens() throws Exception {
        fixture = new StreamFixture(folder, 3);
    }

    @AfterEach
    void closes() {
        fixture.close();
    }

    private static ReplayResult replay(StreamSource source, int threads) throws Exception {
        return Replay.from(source).stream(StreamFixture.STREAM).threads(threads).processor(EMIT).run();
    }

    @Test
    void theFolderAndTheProcessGiveTheSameForAnyThreads() throws Exception {
        fixture.put(0, "a", 300);
        fixture.put(1, "b", 200);
        fixture.split(0);
        fixture.put(3, "c", 100);
        fixture.merge(4, 1);
        fixture.put(5, "d", 50);
        fixture.putWithoutKey("spread");
        try (StreamSource inProcess = SimulatorSource.of(fixture.simulator());
                StreamSource archive = Archive.open(folder)) {
            ReplayResult expected = replay(inProcess, 1);
            assertThat(expected.records()).isEqualTo(651);
            assertThat(expected.shards()).extracting(ReplayResult.ShardResult::records).containsExactly(300L, 200L, 0L, 101L, 0L, 50L);
            assertThat(expected.shards()).extracting(ReplayResult.ShardResult::ended).containsExactly(true, true, false, false, true, false);
            for (StreamSource source : List.of(inProcess, archive)) {
                for (int threads : new int[] {1, 4}) {
                    ReplayResult result = replay(source, threads);
                    assertThat(result.digest()).isEqualTo(expected.digest());
                    assertThat(result.outputs()).isEqualTo(expected.outputs());
                    assertThat(result.bytes()).isEqualTo(expected.bytes());
                }
            }
        }
    }

    @Test
    void aPartByTimeIsThatPart() throws Exception {
        fixture.put(0, "before", 10);
        Instant from = fixture.advance(1);
        fixture.put(0, "within", 10);
        Instant to = fixture.advance(1);
        fixture.putTo(0, "k", "at the end");
        fixture.put(0, "after", 10);
        try (StreamSource archive = Archive.open(folder)) {
            ReplayResult result = Replay.from(archive).stream(StreamFixture.STREAM).between(from, to).processor(EMIT).run();
            assertThat(result.outputs().get("data")).hasSize(10).allMatch(data -> data.toString().startsWith("within"));
        }
    }

    @Test
    void aFolderThatIsBeingWrittenIsReplayedUpToItsTip() throws Exception {
        fixture.put(0, "r", 500);
        var stop = new AtomicBoolean();
        var writer = new Thread(() -> {
            while (!stop.get()) fixture.put(0, "later", 10);
        });
        writer.start();
        try (StreamSource archive = Archive.open(folder)) {
            ReplayResult result = replay(archive, 2);
            assertThat(result.records()).isGreaterThanOrEqualTo(500);
            assertThat(result.outputs().get("data").get(499)).isEqualTo("r-499");
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    @Test
    void aShardWithoutRecordsIsReplayedToo() throws Exception {
        try (StreamSource archive = Archive.open(folder)) {
            ReplayResult result = replay(archive, 2);
            assertThat(result.records()).isZero();
            assertThat(result.shards()).hasSize(3);
        }
    }
}
