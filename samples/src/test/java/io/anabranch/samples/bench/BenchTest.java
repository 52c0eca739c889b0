package io.anabranch.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That each measurement runs to its end, checks what it did, and leaves nothing behind; how fast it was is nobody's concern here. */
class BenchTest {
    private static final Duration SHORT = Duration.ofMillis(5);
    private static final SplittableRandom RANDOM = new SplittableRandom(1);

    @TempDir
    Path folder;

    private void requireFigures(List<Measurement> measurements, int lines) throws IOException {
        assertThat(measurements).hasSize(lines).allSatisfy(line -> {
            assertThat(line.value()).isPositive();
            assertThat(line.ratio().orElse(1.0)).isPositive();
        });
        try (var left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void puts() throws IOException {
        requireFigures(new PutBench(folder, 1, SHORT, System::nanoTime, RANDOM).run(), 8);
    }

    @Test
    void fsync() throws IOException {
        requireFigures(new PutBench(folder, 1, SHORT, System::nanoTime, RANDOM).runFsync(), 3);
    }

    @Test
    void gets() throws IOException {
        requireFigures(new GetBench(folder, 1, SHORT, 1 << 20, System::nanoTime, RANDOM).run(), 8);
    }

    @Test
    void junit() throws IOException {
        requireFigures(new JunitBench(folder, 1, System::nanoTime, RANDOM).run(), 2);
    }

    @Test
    void latency() throws IOException {
        requireFigures(new LatencyBench(folder, 1, SHORT, System::nanoTime, RANDOM).run(), 8);
    }
}
