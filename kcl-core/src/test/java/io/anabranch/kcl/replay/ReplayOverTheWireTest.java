package io.anabranch.kcl.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.kcl.source.StreamFixture;
import io.anabranch.kcl.source.StreamSource;
import io.anabranch.kcl.source.kinesis.KinesisSource;
import io.anabranch.kcl.source.kinesis.WireSimulator;
import io.anabranch.kcl.source.local.SimulatorSource;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayOverTheWireTest {
    @Test
    void theWireGivesTheDigestOfTheFolder(@TempDir Path folder) throws Exception {
        try (var fixture = new StreamFixture(folder, 2);
                var wire = new WireSimulator();
                StreamSource inProcess = SimulatorSource.of(fixture.simulator());
                StreamSource onTheWire = KinesisSource.polling(wire.serve(fixture))) {
            fixture.put(0, "a", 300);
            fixture.split(0);
            fixture.put(2, "b", 100);
            fixture.putTo(3, "ключ", "");
            fixture.putWithoutKey("spread");
            ReplayResult expected = Replay.from(inProcess).stream(StreamFixture.STREAM).processor((records, context) -> {}).run();
            ReplayResult result = Replay.from(onTheWire).stream(StreamFixture.STREAM).processor((records, context) -> {}).run();
            assertThat(result.records()).isEqualTo(402).isEqualTo(expected.records());
            assertThat(result.bytes()).isEqualTo(expected.bytes());
            assertThat(result.digest()).isEqualTo(expected.digest());
        }
    }
}
