package io.anabranch.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final int LARGE = 20_000;

    @TempDir
    Path data;

    @Test
    void aFewLargeChangesAreCompactedBeforeTheyFillTheDisk() throws Exception {
        Resource resource = new Resource.OfStream("s");
        String last = "";
        try (Streams streams = new TestStreams(data).openQuick(Limits.RELAXED)) {
            streams.create("s", 1);
            for (int i = 0; i < 900; i++) {
                last = "{\"n\":\"" + i + "x".repeat(LARGE) + "\"}";
                streams.resources().putPolicy(resource, last);
            }
        }
        assertThat(Files.size(journal())).isLessThan(900 * LARGE / 2);
        try (Streams streams = new TestStreams(data).openQuick(Limits.RELAXED)) {
            assertThat(streams.resources().policy(resource)).contains(last);
        }
    }

    private Path journal() throws Exception {
        try (java.util.stream.Stream<Path> files = Files.list(data.resolve("journal"))) {
            List<Path> found = files.toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }
}
