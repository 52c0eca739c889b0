package io.anabranch.kcl;

import io.anabranch.kcl.source.local.SimulatorSource;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class WorkerOnSimulatorTest extends WorkerContract {
    @TempDir
    Path folder;

    @Override
    TestStream open() throws IOException {
        SimulatorStream stream = new SimulatorStream(folder);
        return stream.readBy(1, () -> SimulatorSource.of(stream.simulator));
    }
}
