package io.anabranch.schema.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final List<String> TEXTS = List.of("first", "the second of them", "x", "the last one");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("journal");
        try (var journal = Journal.open(file, (payload, offset) -> {})) {
            for (String text : TEXTS) journal.append(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatWasAppendedIsThereInOrder() throws IOException {
        assertThat(open(file)).isEqualTo(TEXTS);
    }

    @Test
    void aTailTornAtAnyByteIsCutAndTheJournalGoesOn() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int lastFrame = whole.length - Frame.PREFIX - TEXTS.get(3).length();
        for (int length = lastFrame; length < whole.length; length++) {
            Path torn = Files.write(folder.resolve("torn" + length), Arrays.copyOf(whole, length));

            assertThat(open(torn)).as("cut to %d", length).isEqualTo(TEXTS.subList(0, 3));
            assertThat(Files.size(torn)).isEqualTo(lastFrame);
            append(torn, "after");
            assertThat(open(torn)).containsExactly("first", "the second of them", "x", "after");
        }
    }

    @Test
    void aJournalCutAnywhereKeepsEveryWholeFrame() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = Frame.HEADER; length <= whole.length; length++) {
            Path torn = Files.write(folder.resolve("cut" + length), Arrays.copyOf(whole, length));
            int frames = 0;
            for (int end = Frame.HEADER; frames < TEXTS.size() && (end += Frame.PREFIX + TEXTS.get(frames).length()) <= length; frames++) {}

            assertThat(open(torn)).as("cut to %d", length).isEqualTo(TEXTS.subList(0, frames));
        }
    }

    @Test
    void aTailOfZerosIsCut() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length + 4096));

        assertThat(open(file)).isEqualTo(TEXTS);
        assertThat(Files.size(file)).isEqualTo(whole.length);
    }

    @Test
    void damageInTheMiddleIsRefusedWithFileAndOffsetAndNothingIsCut() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int lastFrame = whole.length - Frame.PREFIX - TEXTS.get(3).length();
        for (int at = Frame.HEADER; at < lastFrame; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 0x10;
            Path damaged = Files.write(folder.resolve("damaged" + at), bytes);
            long frame = frameOf(at);

            assertThatExceptionOfType(JournalDamageException.class).as("byte %d", at).isThrownBy(() -> open(damaged)).satisfies(e -> {
                assertThat(e.file()).isEqualTo(damaged);
                assertThat(e.offset()).isEqualTo(frame);
                assertThat(e).hasMessageContaining(damaged.toString());
            });
            assertThat(Files.readAllBytes(damaged)).isEqualTo(bytes);
        }
    }

    @Test
    void aDamagedHeaderIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < Frame.HEADER; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 1;
            Path damaged = Files.write(folder.resolve("header" + at), bytes);
            assertThatExceptionOfType(JournalDamageException.class).isThrownBy(() -> open(damaged)).satisfies(e -> assertThat(e.offset()).isZero());

            Path cut = Files.write(folder.resolve("short" + at), Arrays.copyOf(whole, at));
            assertThatExceptionOfType(JournalDamageException.class).isThrownBy(() -> open(cut)).withMessageContaining("cut short");
        }
    }

    @Test
    void aReaderLeavesATornTailForNextTime() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Path growing = Files.write(folder.resolve("growing"), Arrays.copyOf(whole, whole.length - 3));
        var seen = new ArrayList<String>();
        try (var tail = new JournalTail(growing); var writer = new RandomAccessFile(growing.toFile(), "rw")) {
            tail.readOn(collect(seen));
            assertThat(seen).isEqualTo(TEXTS.subList(0, 3));
            assertThat(Files.size(growing)).isEqualTo(whole.length - 3);

            writer.seek(whole.length - 3);
            writer.write(whole, whole.length - 3, 3);
            tail.readOn(collect(seen));
            tail.readOn(collect(seen));
            assertThat(seen).isEqualTo(TEXTS);
        }
    }

    /** A full disk takes half of a frame and answers with an error; when there is room again, the journal goes on behind its last whole frame. */
    @Test
    void aFailedWriteLeavesNothingBehindAndTheNextOneSucceeds() throws IOException {
        var full = new boolean[] {true};
        try (var journal = Journal.open(file, (payload, offset) -> {}, true, path -> new FillingFile(path, full))) {
            assertThatIOException().isThrownBy(() -> journal.append(new byte[100])).withMessage("No space left on device");
            assertThat(open(Files.copy(file, folder.resolve("after")))).isEqualTo(TEXTS);
            full[0] = false;
            journal.append("room again".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(open(file)).containsExactly("first", "the second of them", "x", "the last one", "room again");
    }

    @Test
    void aJournalThatCannotBeCutBackTakesNothingMore() throws IOException {
        try (var journal = Journal.open(file, (payload, offset) -> {}, true, path -> new FillingFile(path, new boolean[] {true}) {
            @Override
            public void setLength(long length) throws IOException {
                throw new IOException("Input/output error");
            }
        })) {
            assertThatIOException().isThrownBy(() -> journal.append(new byte[100])).withMessage("No space left on device");
            assertThatIOException().isThrownBy(() -> journal.append(new byte[100])).withMessageContaining("takes no more changes");
        }
        assertThat(open(file)).isEqualTo(TEXTS);
    }

    private static class FillingFile extends RandomAccessFile {
        private final boolean[] full;

        FillingFile(Path path, boolean[] full) throws IOException {
            super(path.toFile(), "rw");
            this.full = full;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            if (!full[0]) {
                super.write(bytes);
                return;
            }
            super.write(bytes, 0, bytes.length / 2);
            throw new IOException("No space left on device");
        }
    }

    @Test
    void aFrameThatMakesNoSenseIsDamage() throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve(SchemaStore.FOLDER));
        try (var journal = Journal.open(SchemaStore.journalIn(data), (payload, offset) -> {})) {
            journal.append(new byte[] {0, 1, 99});
        }
        assertThatExceptionOfType(JournalDamageException.class)
                .isThrownBy(() -> SchemaStore.openReadOnly(data))
                .withMessageContaining("unknown kind of change 99")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(Frame.HEADER));
    }

    private static long frameOf(int at) {
        int start = Frame.HEADER;
        for (String text : TEXTS) {
            int end = start + Frame.PREFIX + text.length();
            if (at < end) return start;
            start = end;
        }
        throw new AssertionError("behind the last frame: " + at);
    }

    private static List<String> open(Path path) throws IOException {
        var seen = new ArrayList<String>();
        Journal.open(path, collect(seen)).close();
        return seen;
    }

    private static void append(Path path, String text) throws IOException {
        try (var journal = Journal.open(path, (payload, offset) -> {})) {
            journal.append(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static JournalScan.Sink collect(List<String> seen) {
        return (payload, offset) -> seen.add(new String(payload, StandardCharsets.UTF_8));
    }
}
