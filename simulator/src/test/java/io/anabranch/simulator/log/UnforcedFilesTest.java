package io.anabranch.simulator.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Durability#NONE} on a disk that cannot be forced. */
class UnforcedFilesTest {
    @TempDir
    Path folder;

    private final FaultyFiles disk = new FaultyFiles();
    private final LogSpace space = LogSpace.writable(disk, 1 << 16, Durability.NONE, Runnable::run, new Random(1), 64);

    @BeforeEach
    void cannotBeForced() {
        disk.forceFails = true;
        disk.forceFolderFails = true;
    }

    @Test
    void recordsAreReadableAtOnceAndThereAfterwards() throws IOException {
        try (ShardLog log = ShardLog.open(space, folder, LogFixture.IDENTITY)) {
            for (int i = 0; i < 3; i++) assertThat(LogFixture.append(log, 100, 1000)).isCompleted();
            assertThat(LogFixture.readAll(log, 0, 1000)).hasSize(300);
            log.trim(LogFixture.ARRIVAL + 150);
            assertThat(log.firstIndex()).isEqualTo(201);
            log.seal();
        }
        try (ShardLog log = ShardLog.open(space, folder, LogFixture.IDENTITY)) {
            assertThat(LogFixture.readAll(log, 0, 1000)).last().isEqualTo(300L);
        }
        assertThat(disk.forces).hasValue(0);
    }

    @Test
    void changesAreThereAfterwards() throws IOException {
        try (Journal journal = open(new ArrayList<>())) {
            journal.append(bytes("a"));
            journal.compact(List.of(bytes("b")));
            journal.append(bytes("c"));
        }
        List<String> entries = new ArrayList<>();
        open(entries).close();
        assertThat(entries).containsExactly("b", "c");
        assertThat(disk.forces).hasValue(0);
    }

    private Journal open(List<String> entries) throws IOException {
        return Journal.open(space.files(), folder.resolve("journal"), entry -> entries.add(new String(entry, StandardCharsets.UTF_8)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
