package io.anabranch.kcl.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.ShardReader.Fetch;
import io.anabranch.kcl.source.SourceContract;
import io.anabranch.kcl.source.StreamFixture;
import io.anabranch.kcl.source.StreamSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through the SDK and the simulator's port. */
final class KinesisSourceTest extends SourceContract {
    private final WireSimulator wire = new WireSimulator();

    @Override
    protected StreamSource open(StreamFixture fixture) throws Exception {
        return KinesisSource.polling(wire.serve(fixture), PollingSettings.defaults().withIdlePause(Duration.ofMillis(20)));
    }

    @Test
    void anIteratorThatExpiredIsReplacedWithoutALossOrARepeat(@TempDir Path own) throws Exception {
        try (var fixture = new StreamFixture(own, 1);
                StreamSource source = open(fixture)) {
            for (Position from : List.of(Position.trimHorizon(), Position.latest())) {
                fixture.advance(2000); // the service's clock shows whole seconds
                try (ShardReader reader = source.open(StreamFixture.STREAM, new ShardId("shardId-000000000000"), from)) {
                    fetch(reader);
                    fixture.advance(301_000);
                    fixture.put(0, "before", 2);
                    assertThat(fetchSome(reader)).hasSize(2);
                    fixture.advance(301_000);
                    fixture.put(0, "after", 3);
                    assertThat(fetchSome(reader)).hasSize(3);
                }
            }
        }
    }

    private static RecordBatch fetchSome(ShardReader reader) {
        RecordBatch batch = fetch(reader);
        while (batch.isEmpty()) batch = fetch(reader);
        return batch;
    }

    private static RecordBatch fetch(ShardReader reader) {
        return ((Fetch.Records) reader.fetch(100, 1 << 20).toCompletableFuture().join()).batch();
    }

    @AfterEach
    void closesTheWire() {
        wire.close();
    }
}
