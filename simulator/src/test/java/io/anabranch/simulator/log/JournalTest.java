package io.anabranch.simulator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path folder;

    private final FaultyFiles files = new FaultyFiles();

    private Journal open(List<String> entries) throws IOException {
        return Journal.open(files, folder, entry -> entries.add(new String(entry, StandardCharsets.UTF_8)));
    }

    private List<String> replay() throws IOException {
        List<String> entries = new ArrayList<>();
        open(entries).close();
        return entries;
    }

    private void append(Journal journal, String... entries) throws IOException {
        for (String entry : entries) journal.append(entry.getBytes(StandardCharsets.UTF_8));
    }

    private Path file() throws IOException {
        List<Path> found = LogFixture.files(folder, ".journal");
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void entriesAreReplayedInOrder() throws Exception {
        try (Journal journal = open(new ArrayList<>())) {
            append(journal, "a", "", "c");
        }
        assertThat(replay()).containsExactly("a", "", "c");
    }

    @Test
    void commitLogIsToldThroughReopeningAndCompaction() throws Exception {
        try (Journal journal = open(new ArrayList<>())) {
            append(journal, "a");
            journal.commitLog(true);
            assertThat(Files.readAllBytes(file())[11]).isEqualTo((byte) 2);
            append(journal, "b");
            files.powerFailure();
        }
        try (Journal journal = open(new ArrayList<>())) {
            journal.compact(List.of("c".getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(Files.readAllBytes(file())[11]).isEqualTo((byte) 2);
        try (Journal journal = open(new ArrayList<>())) {
            journal.commitLog(false);
        }
        assertThat(Files.readAllBytes(file())[11]).isEqualTo((byte) 1);
        assertThat(replay()).containsExactly("c");
    }

    @Test
    void entryIsOnDiskWhenAppendReturns() throws Exception {
        try (Journal journal = open(new ArrayList<>())) {
            append(journal, "a", "b");
            files.powerFailure();
        }
        assertThat(replay()).containsExactly("a", "b");
    }

    @Test
    void tornEntryIsCutAtEveryByte() throws Exception {
        long whole;
        try (Journal journal = open(new ArrayList<>())) {
            append(journal, "a");
            whole = Files.size(file());
            append(journal, "last");
        }
        byte[] content = Files.readAllBytes(file());
        for (int size = (int) whole; size < content.length; size++) {
            Files.write(file(), Arrays.copyOf(content, size));
            List<String> entries = new ArrayList<>();
            try (Journal journal = open(entries)) {
                append(journal, "new");
            }
            assertThat(entries).containsExactly("a");
            assertThat(replay()).containsExactly("a", "new");
        }
    }

    @Test
    void damageInTheMiddleIsRefused() throws Exception {
        long first;
        try (Journal journal = open(new ArrayList<>())) {
            append(journal, "a");
            first = Files.size(file());
            append(journal, "b", "c");
        }
        LogFixture.flip(file(), first + 8);
        DamagedLogException thrown = catchThrowableOfType(DamagedLogException.class, this::replay);
        assertThat(thrown.file()).isEqualTo(file());
        assertThat(thrown.offset()).isEqualTo(first);
        assertThatThrownBy(() -> new JournalReader(files, folder).poll(entry -> {})).isInstanceOf(DamagedLogException.class);
    }

    @Test
    void newerFormatIsRefused() throws Exception {
        open(new ArrayList<>()).close();
        byte[] content = Files.readAllBytes(file());
        content[11] = 9;
        Files.write(file(), content);
        assertThatThrownBy(this::replay).isInstanceOf(UnsupportedFormatException.class).hasMessageContaining("format version 9");
    }

    @Test
    void refusedEntryIsNotThere() throws Exception {
        try (Journal journal = open(new ArrayList<>())) {
            append(journal, "a");
            files.room.set(9);
            assertThatThrownBy(() -> append(journal, "no room")).isInstanceOf(IOException.class);
            files.room.set(Long.MAX_VALUE);
            files.forceFails = true;
            assertThatThrownBy(() -> append(journal, "not flushed")).isInstanceOf(IOException.class);
            files.forceFails = false;
            append(journal, "b");
        }
        assertThat(replay()).containsExactly("a", "b");
    }

    @Test
    void snapshotTakesTheirPlace() throws Exception {
        try (Journal journal = open(new ArrayList<>())) {
            append(journal, "a", "b", "c");
            journal.compact(List.of("abc".getBytes(StandardCharsets.UTF_8)));
            assertThat(journal.entries()).isEqualTo(1);
            append(journal, "d");
            files.room.set(5);
            assertThatThrownBy(() -> journal.compact(List.of(new byte[100]))).isInstanceOf(IOException.class);
            files.room.set(Long.MAX_VALUE);
            append(journal, "e");
        }
        assertThat(replay()).containsExactly("abc", "d", "e");
    }

    @Test
    void readerFollowsAlsoOverASnapshot() throws Exception {
        List<String> seen = new ArrayList<>();
        JournalReader.Entries entries = new JournalReader.Entries() {
            @Override
            public void entry(byte[] content) {
                seen.add(new String(content, StandardCharsets.UTF_8));
            }

            @Override
            public void reset() {
                seen.clear();
            }
        };
        JournalReader reader = new JournalReader(files, folder);
        assertThatThrownBy(() -> reader.poll(entries)).isInstanceOf(java.nio.file.NoSuchFileException.class);
        try (Journal journal = open(new ArrayList<>())) {
            append(journal, "a");
            reader.poll(entries);
            append(journal, "b");
            reader.poll(entries);
            reader.poll(entries);
            assertThat(seen).containsExactly("a", "b");
            journal.compact(List.of("ab".getBytes(StandardCharsets.UTF_8)));
            append(journal, "c");
            reader.poll(entries);
            assertThat(seen).containsExactly("ab", "c");
        }
    }

    @Test
    void secondWriterIsTurnedAway() throws Exception {
        try (FolderLock lock = FolderLock.acquire(folder)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> FolderLock.acquire(folder))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessage("data folder " + folder + " is in use: another process writes it");
            assertThat(acquiredByAnotherProcess()).isFalse();
        }
        assertThat(acquiredByAnotherProcess()).isTrue();
    }

    private boolean acquiredByAnotherProcess() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", SecondWriter.class.getName(), folder.toString())
                .inheritIO()
                .start();
        return process.waitFor() == 0;
    }

    /** Takes the lock in a process of its own. */
    static final class SecondWriter {
        public static void main(String[] arguments) throws IOException {
            try (FolderLock lock = FolderLock.acquire(Path.of(arguments[0]))) {
                System.exit(lock == null ? 2 : 0);
            } catch (FolderInUseException e) {
                System.exit(1);
            }
        }
    }

    @Test
    void snapshotThatCannotBeFinishedDoesNotHideWhatComesAfterIt() throws Exception {
        try (Journal journal = open(new ArrayList<>())) {
            append(journal, "a");
            files.forceFolderFails = true;
            assertThatThrownBy(() -> journal.compact(List.of("snapshot".getBytes(StandardCharsets.UTF_8)))).isInstanceOf(IOException.class);
            files.forceFolderFails = false;
            append(journal, "b");
        }
        assertThat(replay()).containsExactly("a", "b");
    }

    @Test
    void refusedEntryIsNotThereAfterACrashEither() throws Exception {
        Journal journal = open(new ArrayList<>());
        append(journal, "a");
        files.forceFails = true;
        assertThatThrownBy(() -> append(journal, "not flushed")).isInstanceOf(IOException.class);
        files.forceFails = false;
        assertThat(replay()).containsExactly("a");
        journal.close();
    }

    @Test
    void fullDiskIsNotFilledFurtherByAnUnfinishedSnapshot() throws Exception {
        try (Journal journal = open(new ArrayList<>())) {
            files.room.set(20);
            assertThatThrownBy(() -> journal.compact(List.of(new byte[100]))).isInstanceOf(IOException.class);
            assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
        }
    }

    @Test
    void anEntryThatCouldNotBeReadBackIsNotWritten() throws Exception {
        try (Journal journal = open(new ArrayList<>())) {
            append(journal, "a");
            assertThatThrownBy(() -> journal.append(new byte[JournalScan.MAX_ENTRY + 1])).isInstanceOf(IOException.class);
            append(journal, "b");
        }
        assertThat(replay()).containsExactly("a", "b");
    }

    /** Entries of 16 MiB that are made when they are read. */
    @Test
    void aJournalOfMoreThanTwoGigabytesIsReadEntryByEntry() throws Exception {
        byte[] content = new byte[16 << 20];
        int count = 140;
        Files.createDirectories(folder);
        Files.createFile(JournalReader.path(folder, 1));
        MadeUpFiles large = new MadeUpFiles(content, count);
        long[] told = {0, 0};
        Journal.open(large, folder, entry -> {
            told[0]++;
            told[1] += entry.length;
        }).close();
        assertThat(told).containsExactly(count, (long) count * content.length);
        assertThat(told[1]).isGreaterThan(Integer.MAX_VALUE);
    }

    private record MadeUpFiles(byte[] content, int count) implements LogFiles {
        @Override
        public LogFile open(Path file, boolean writable) {
            return new MadeUpFile(content, count);
        }

        @Override
        public void forceFolder(Path folder) {}
    }

    /** A journal of so many equal entries. For reading. */
    private static final class MadeUpFile implements LogFiles.LogFile {
        private final byte[] content;
        private final int count;
        private ByteBuffer made = ByteBuffer.allocate(0);
        private long madeAt;

        MadeUpFile(byte[] content, int count) {
            this.content = content;
            this.count = count;
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            long at = position;
            while (target.hasRemaining()) {
                ByteBuffer part = part(at);
                part.limit(Math.min(part.limit(), part.position() + target.remaining()));
                at += part.remaining();
                target.put(part);
            }
        }

        private ByteBuffer part(long at) throws IOException {
            if (at < JournalScan.HEADER) return JournalScan.header(1).position((int) at);
            long entry = (at - JournalScan.HEADER) / (content.length + 8);
            long start = JournalScan.HEADER + entry * (content.length + 8);
            if (start != madeAt) made = JournalScan.encode(1, start, content);
            madeAt = start;
            return made.duplicate().position((int) (at - start));
        }

        @Override
        public long size() {
            return JournalScan.HEADER + (long) count * (content.length + 8);
        }

        @Override
        public void write(ByteBuffer bytes, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void force() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void truncate(long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ByteBuffer map(long length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
