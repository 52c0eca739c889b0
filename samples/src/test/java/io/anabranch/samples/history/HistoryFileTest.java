package io.anabranch.samples.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.samples.history.HistoryLine.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    private static final HistoryLine RECORD = new HistoryLine(17, 5, Event.RECORD, "w\"1", "shardId-000000000000", 3, "12345", "kéy\u0001\uD83D\uDE00");
    private static final HistoryLine LOST = new HistoryLine(18, 6, Event.LOST, "w\"1", "shardId-000000000000", 3, null, null);

    @TempDir
    private Path folder;
    private Path path;

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("history.jsonl");
    }

    @Test
    void whatWasWrittenIsReadBack() throws IOException {
        try (HistoryFile file = HistoryFile.open(path)) {
            file.add(RECORD);
            file.write(LOST);
        }
        assertThat(HistoryFile.read(path)).containsExactly(RECORD, LOST);
    }

    @Test
    void aLineHasTheNamesOfTheContract() throws IOException {
        try (HistoryFile file = HistoryFile.open(path)) {
            file.add(new HistoryLine(17, 5, Event.SHARD_END, "w", "s", 3, "9", "k"));
        }
        assertThat(path).hasContent("""
                {"t":17,"nanos":5,"event":"shard-end","worker":"w","shard":"s","epoch":3,"sequence":"9","key":"k"}
                """);
    }

    @Test
    void aFlushIsSeenByOthersAndAReopenedFileGoesOn() throws IOException {
        try (HistoryFile file = HistoryFile.open(path)) {
            file.write(RECORD);
            assertThat(HistoryFile.read(path)).containsExactly(RECORD);
        }
        try (HistoryFile file = HistoryFile.open(path)) {
            file.write(LOST);
        }
        assertThat(HistoryFile.read(path)).containsExactly(RECORD, LOST);
    }

    @Test
    void aTornLastLineIsLeftOut() throws IOException {
        try (HistoryFile file = HistoryFile.open(path)) {
            file.write(RECORD);
        }
        Files.writeString(path, "{\"t\":18,\"ev", StandardOpenOption.APPEND);
        assertThat(HistoryFile.read(path)).containsExactly(RECORD);
    }

    @Test
    void aBrokenLineInTheMiddleIsNamed() throws IOException {
        Files.writeString(path, "{\"t\":18,\"ev\n{}\n");
        assertThatThrownBy(() -> HistoryFile.read(path)).isInstanceOf(IOException.class).hasMessageContaining("line 1");
    }
}
