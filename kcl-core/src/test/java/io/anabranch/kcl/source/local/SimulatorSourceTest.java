package io.anabranch.kcl.source.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.source.ShardReader.Fetch;
import io.anabranch.kcl.source.SourceContract;
import io.anabranch.kcl.source.StreamFixture;
import io.anabranch.kcl.source.StreamSource;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimulatorSourceTest extends SourceContract {
    @Override
    protected StreamSource open(StreamFixture fixture) {
        return SimulatorSource.of(fixture.simulator());
    }

    /** A loop on which no time passes: what is to be done later is never done. */
    private static final class TimelessLoop extends ScheduledThreadPoolExecutor {
        TimelessLoop() {
            super(1);
            setRemoveOnCancelPolicy(true);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return delay == 0 ? super.schedule(task, 0, unit) : super.schedule(() -> {}, 1, TimeUnit.DAYS);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            throw new AssertionError("polled");
        }
    }

    @Test
    void anAppendWakesTheReaderAndNothingIsPolled(@TempDir Path own) throws Exception {
        var loop = new TimelessLoop();
        try (var fixture = new StreamFixture(own, 1);
                StreamSource source = SimulatorSource.of(fixture.simulator(), loop, loop::shutdownNow)) {
            var reader = source.open(StreamFixture.STREAM, new ShardId("shardId-000000000000"), Position.trimHorizon());
            reader.fetch(10, 1000).toCompletableFuture().join();
            for (int i = 0; i < 100; i++) {
                CompletableFuture<Fetch> waiting = reader.fetch(10, 1000).toCompletableFuture();
                fixture.put(0, "r", 1);
                assertThat(((Fetch.Records) waiting.get(20, TimeUnit.SECONDS)).batch().size()).isEqualTo(1);
                assertThat(reader.fetch(10, 1000)).as("caught up is said at once").isCompleted();
            }
            CompletableFuture<Fetch> waiting = reader.fetch(10, 1000).toCompletableFuture();
            fixture.split(0);
            assertThat(waiting.get(20, TimeUnit.SECONDS)).isInstanceOf(Fetch.EndOfShard.class);
            assertThat(loop.getQueue()).as("nothing is left behind").isEmpty();
        }
    }
}
