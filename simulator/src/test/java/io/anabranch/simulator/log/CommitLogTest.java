package io.anabranch.simulator.log;

import static io.anabranch.simulator.log.LogFixture.ARRIVAL;
import static io.anabranch.simulator.log.LogFixture.frame;
import static io.anabranch.simulator.log.LogFixture.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that share a commit log, whose commits run when the test says so. */
class CommitLogTest {
    @TempDir
    Path data;

    private long segmentBytes = 1 << 20;
    private final FaultyFiles files = new FaultyFiles();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    private LogSpace open(Durability durability) throws IOException {
        LogSpace space = LogSpace.writable(files, segmentBytes, durability, tasks::add, new Random(tasks.size()), 64);
        space.recover(data);
        return space;
    }

    private void commit() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) task.run();
    }

    private ShardLog log(LogSpace space, int shard) throws IOException {
        return ShardLog.open(space, data.resolve("streams").resolve("s" + shard), new LogIdentity(7, shard));
    }

    private List<ShardLog> logs(LogSpace space, int count) throws IOException {
        List<ShardLog> logs = new ArrayList<>();
        for (int i = 0; i < count; i++) logs.add(log(space, i));
        return logs;
    }

    private static CompletableFuture<?> append(ShardLog log, long index, int size) throws IOException {
        return log.append(frame(index, 1, size), ARRIVAL).orElseThrow().toCompletableFuture();
    }

    private void appendAndCommit(ShardLog log, int count, int size) throws IOException {
        for (int i = 0; i < count; i++) {
            CompletableFuture<?> stored = append(log, log.nextIndex(), size);
            commit();
            stored.join();
        }
    }

    private static List<Long> indexes(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private void assertHolds(int shard, long records) throws IOException {
        try (LogSpace space = open(Durability.OS); ShardLog log = log(space, shard)) {
            assertThat(log.damages()).isEmpty();
            assertThat(readAll(log, 1, 100)).describedAs("shard %d", shard).isEqualTo(indexes(1, records));
        }
    }

    /** As the system does in its own time. */
    private void writeOut(Path file) throws IOException {
        try (LogFiles.LogFile open = files.open(file, true)) {
            open.force();
        }
    }

    private List<Path> commitFiles() throws IOException {
        Path folder = data.resolve(CommitLog.FOLDER);
        return Files.isDirectory(folder) ? LogFixture.files(folder, CommitFile.SUFFIX) : List.of();
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> found = Files.walk(data.resolve("streams"))) {
            return found.filter(path -> path.toString().endsWith(Segment.SUFFIX)).sorted().toList();
        }
    }

    @Test
    void appendsToAllLogsShareOneForceAndAreReadableAfterIt() throws Exception {
        LogSpace space = open(Durability.FSYNC);
        List<ShardLog> logs = logs(space, 20);
        for (ShardLog log : logs) appendAndCommit(log, 1, 10);
        int before = files.forces.get();
        List<CompletableFuture<?>> stored = new ArrayList<>();
        for (ShardLog log : logs) for (int i = 0; i < 3; i++) stored.add(append(log, 2 + i, 50));
        assertThat(logs).allSatisfy(log -> assertThat(log.nextIndex()).isEqualTo(2));
        commit();
        assertThat(stored).allSatisfy(CompletableFuture::join);
        assertThat(files.forces.get() - before).isEqualTo(1);
        assertThat(logs).allSatisfy(log -> assertThat(readAll(log, 1, 10)).isEqualTo(indexes(1, 4)));
    }

    @Test
    void powerCutTakesNothingAcknowledgedFromAnyLog() throws Exception {
        List<ShardLog> logs = logs(open(Durability.FSYNC), 5);
        for (int i = 0; i < 40; i++) for (ShardLog log : logs) appendAndCommit(log, 1, 700);
        for (ShardLog log : logs) append(log, 41, 100);
        files.powerFailure();
        for (int i = 0; i < 5; i++) assertHolds(i, 40);
        assertThat(commitFiles()).isEmpty();
    }

    /** Files of the commit log are used again and again meanwhile, and segments follow each other. */
    @Test
    void powerCutTakesNothingOfAnyAgeOrSize() throws Exception {
        segmentBytes = 64 << 10;
        for (int seed = 0; seed < 6; seed++) {
            Random random = new Random(seed);
            data = Files.createDirectories(data.resolve("seed" + seed));
            List<ShardLog> logs = logs(open(Durability.FSYNC), 3);
            int[] acknowledged = new int[3];
            for (int put = 0; put < 150 + random.nextInt(300); put++) {
                int at = random.nextInt(3);
                int size = random.nextInt(20) == 0 ? random.nextInt(300_000) : random.nextInt(3000);
                append(logs.get(at), 1 + acknowledged[at]++, size);
                if (random.nextInt(4) == 0) commit();
            }
            for (int i = 0; i < 3; i++) acknowledged[i] = (int) logs.get(i).nextIndex() - 1;
            files.powerFailure();
            tasks.clear();
            for (int i = 0; i < 3; i++) {
                try (LogSpace space = open(Durability.OS); ShardLog log = log(space, i)) {
                    assertThat(log.damages()).isEmpty();
                    assertThat(readAll(log, 1, 1000)).describedAs("seed %d", seed).startsWith(indexes(1, acknowledged[i]).toArray(Long[]::new));
                }
            }
        }
    }

    @Test
    void replayIsTheSameTheSecondTime() throws Exception {
        ShardLog log = log(open(Durability.FSYNC), 0);
        appendAndCommit(log, 30, 500);
        files.powerFailure();
        byte[] before = Files.readAllBytes(commitFiles().get(0));
        assertHolds(0, 30);
        Files.createDirectories(data.resolve(CommitLog.FOLDER));
        Files.write(data.resolve(CommitLog.FOLDER).resolve("1" + CommitFile.SUFFIX), before);
        try (LogSpace space = open(Durability.OS); ShardLog again = log(space, 0)) {
            LogFixture.append(again, 5, 100);
        }
        assertHolds(0, 35);
    }

    @Test
    void groupThatIsNotWholeEndsTheReplay() throws Exception {
        ShardLog log = log(open(Durability.FSYNC), 0);
        appendAndCommit(log, 3, 500);
        files.powerFailure();
        Path file = commitFiles().get(0);
        long last = CommitFile.FIRST_GROUP + 2L * ByteBuffer.wrap(Files.readAllBytes(file)).getInt(CommitFile.FIRST_GROUP);
        LogFixture.flip(file, last + 100);
        assertHolds(0, 2);
    }

    @Test
    void groupThatIsDamagedIsLeftOutAlone() throws Exception {
        LogSpace space = open(Durability.FSYNC);
        ShardLog damaged = log(space, 0);
        ShardLog log = log(space, 1);
        appendAndCommit(damaged, 1, 500);
        appendAndCommit(log, 3, 500);
        files.powerFailure();
        LogFixture.flip(commitFiles().get(0), CommitFile.FIRST_GROUP + 100);
        assertHolds(1, 3);
        assertHolds(0, 0);
    }

    /** What is taken back was longer than what comes in its place, and had reached the disk. */
    @Test
    void nothingOfAFailedCommitIsFoundLater() throws Exception {
        LogSpace space = open(Durability.FSYNC);
        ShardLog log = log(space, 0);
        ShardLog other = log(space, 1);
        appendAndCommit(log, 2, 100);
        appendAndCommit(other, 1, 100);
        List<CompletableFuture<?>> refused = new ArrayList<>();
        for (int i = 0; i < 4; i++) refused.add(append(log, 3 + i, 300));
        refused.add(append(other, 2, 300));
        for (Path segment : segments()) writeOut(segment);
        files.forceFails = true;
        commit();
        assertThat(refused).allSatisfy(stage -> assertThatThrownBy(stage::join).hasCauseInstanceOf(IOException.class));
        assertThatThrownBy(() -> append(log, 3, 10)).isInstanceOf(IOException.class);
        files.forceFails = false;
        appendAndCommit(log, 1, 100);
        appendAndCommit(other, 1, 100);
        files.powerFailure();
        tasks.clear();
        assertHolds(0, 3);
        assertHolds(1, 2);
    }

    @Test
    void whatCameWhileACommitFailedIsTakenBackWithIt() throws Exception {
        LogSpace space = open(Durability.FSYNC);
        ShardLog log = log(space, 0);
        ShardLog other = log(space, 1);
        appendAndCommit(log, 1, 10);
        appendAndCommit(other, 1, 10);
        append(log, 2, 100);
        List<CompletableFuture<?>> since = new ArrayList<>();
        files.beforeForce = () -> {
            files.beforeForce = () -> {};
            try {
                since.add(append(log, 3, 100));
                since.add(append(other, 2, 100));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            files.forceFails = true;
        };
        commit();
        assertThat(since).hasSize(2).allSatisfy(stage -> assertThatThrownBy(stage::join).hasCauseInstanceOf(IOException.class));
        files.forceFails = false;
        appendAndCommit(other, 2, 100);
        appendAndCommit(log, 2, 100);
        assertThat(readAll(log, 1, 10)).isEqualTo(indexes(1, 3));
        files.powerFailure();
        assertHolds(0, 3);
        assertHolds(1, 3);
    }

    /** The system takes what it could not write for written, so it is written again from the commit log. */
    @Test
    void segmentThatCouldNotBeForcedIsWrittenAgain() throws Exception {
        ShardLog log = log(open(Durability.FSYNC), 0);
        appendAndCommit(log, 4, 500);
        Path segment = segments().get(0);
        files.forceFailsOf = segment::equals;
        while (commitFiles().size() < 2) appendAndCommit(log, 1, 500);
        byte[] whole = Files.readAllBytes(segment);
        Files.write(segment, new byte[2000]); // the pages are gone
        files.forceFailsOf = path -> false;
        int before = (int) log.nextIndex();
        long size = Files.size(commitFiles().get(0)) + Files.size(commitFiles().get(1));
        for (long written = 0; written < 2 * size; written += 500) appendAndCommit(log, 1, 500);
        byte[] now = Files.readAllBytes(segment);
        assertThat(before).isPositive();
        int header = SegmentHeader.LENGTH;
        assertThat(ByteBuffer.wrap(now, header, whole.length - header)).isEqualTo(ByteBuffer.wrap(whole, header, whole.length - header));
    }

    @Test
    void putsGoOnWhenTheSegmentsCanBeForcedAgain() throws Exception {
        ShardLog log = log(open(Durability.FSYNC), 0);
        appendAndCommit(log, 1, 500);
        Path segment = segments().get(0);
        files.forceFailsOf = segment::equals;
        assertThatThrownBy(() -> appendAndCommit(log, 1000, 500)).hasMessageContaining("could not force");
        assertThat(commitFiles()).hasSize(2);
        long stored = log.nextIndex();
        files.forceFailsOf = path -> false;
        appendAndCommit(log, 1, 500);
        files.powerFailure();
        tasks.clear();
        assertHolds(0, stored);
    }

    @Test
    void fullDiskRefusesPutsUntilThereIsRoom() throws Exception {
        LogSpace space = open(Durability.FSYNC);
        ShardLog log = log(space, 0);
        files.room.set(2000); // not enough for a file of the commit log
        CompletableFuture<?> refused = append(log, 1, 100);
        commit();
        assertThatThrownBy(refused::join).hasCauseInstanceOf(IOException.class);
        files.room.set(Long.MAX_VALUE);
        appendAndCommit(log, 2, 100);
        files.powerFailure();
        assertHolds(0, 2);
    }

    @Test
    void whatWasDeletedIsNotMadeAgain() throws Exception {
        LogSpace space = open(Durability.FSYNC);
        ShardLog log = log(space, 0);
        ShardLog kept = log(space, 1);
        appendAndCommit(log, 3, 100);
        appendAndCommit(kept, 3, 100);
        log.abandon();
        Path folder = data.resolve("streams").resolve("s0");
        for (Path file : LogFixture.files(folder, "")) Files.delete(file);
        while (commitFiles().size() < 2) appendAndCommit(kept, 1, 1000); // the segments of the full file are forced
        assertThat(folder).isEmptyDirectory();
        Files.delete(folder);
        files.powerFailure();
        open(Durability.OS).close();
        assertThat(folder).doesNotExist();
        assertHolds(1, kept.nextIndex() - 1);
    }

    @Test
    void segmentOfTheSameNameIsNotWrittenTo() throws Exception {
        ShardLog log = log(open(Durability.FSYNC), 0);
        appendAndCommit(log, 3, 100);
        Files.delete(segments().get(0));
        LogSpace another = LogSpace.writable(new DiskFiles(), segmentBytes, Durability.OS, tasks::add, new Random(99), 64);
        try (ShardLog made = log(another, 0)) {
            LogFixture.append(made, 1, 50);
        }
        assertHolds(0, 1);
    }

    @Test
    void expiredRecordsStayGone() throws Exception {
        segmentBytes = 64 << 10;
        ShardLog log = log(open(Durability.FSYNC), 0);
        long half = 0;
        for (int i = 0; i < 100; i++) {
            CompletableFuture<?> stored = log.append(frame(1 + i, 1, 2000), i).orElseThrow().toCompletableFuture();
            commit();
            stored.join();
            if (segments().size() == 2 && half == 0) half = i;
        }
        log.trim(half + 1);
        int left = segments().size();
        files.powerFailure();
        open(Durability.OS).close();
        assertThat(segments()).hasSize(left);
    }

    @Test
    void nothingIsLeftAfterAClose() throws Exception {
        LogSpace space = open(Durability.FSYNC);
        List<ShardLog> logs = logs(space, 3);
        for (ShardLog log : logs) appendAndCommit(log, 5, 100);
        CompletableFuture<?> last = append(logs.get(0), 6, 10);
        for (ShardLog log : logs) log.close();
        space.close();
        assertThat(data.resolve(CommitLog.FOLDER)).doesNotExist();
        commit();
        last.join();
        files.powerFailure();
        assertHolds(0, 6);
        assertHolds(1, 5);
    }

    @Test
    void closeThatFailsLeavesEverythingToBeReplayed() throws Exception {
        LogSpace space = open(Durability.FSYNC);
        ShardLog log = log(space, 0);
        appendAndCommit(log, 5, 100);
        files.forceFails = true;
        assertThatThrownBy(log::close).isInstanceOf(IOException.class);
        assertThatThrownBy(space::close).isInstanceOf(IOException.class);
        files.forceFails = false;
        files.powerFailure();
        assertHolds(0, 5);
    }

    @Test
    void headerThatIsNotKnownIsRefusedAndNothingDeleted() throws Exception {
        appendAndCommit(log(open(Durability.FSYNC), 0), 1, 10);
        Path file = commitFiles().get(0);
        byte[] before = Files.readAllBytes(file);
        LogFixture.flip(file, 20);
        assertThatThrownBy(() -> open(Durability.OS)).isInstanceOf(DamagedLogException.class).hasMessageContaining("damaged header");
        Files.write(file, before);
        LogFixture.flip(file, 11);
        assertThatThrownBy(() -> open(Durability.OS)).isInstanceOf(UnsupportedFormatException.class);
        Files.write(file, before);
        assertHolds(0, 1);
    }

    @Test
    void largeFramesAreForcedWhereTheyAre() throws Exception {
        LogSpace space = open(Durability.FSYNC);
        ShardLog log = log(space, 0);
        ShardLog other = log(space, 1);
        append(log, 1, 100);
        append(log, 2, 400_000);
        append(other, 1, 100);
        commit();
        assertThat(Files.size(commitFiles().get(0))).isLessThan(100_000);
        files.powerFailure();
        assertHolds(0, 2);
        assertHolds(1, 1);
    }
}
