package io.anabranch.simulator.log;

import static io.anabranch.simulator.log.LogFixture.ARRIVAL;
import static io.anabranch.simulator.log.LogFixture.IDENTITY;
import static io.anabranch.simulator.log.LogFixture.append;
import static io.anabranch.simulator.log.LogFixture.files;
import static io.anabranch.simulator.log.LogFixture.flip;
import static io.anabranch.simulator.log.LogFixture.frame;
import static io.anabranch.simulator.log.LogFixture.readAll;
import static io.anabranch.simulator.log.LogFixture.reader;
import static io.anabranch.simulator.log.LogFixture.space;
import static io.anabranch.simulator.log.LogFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardLogTest {
    private static final long SEGMENT = 256 << 10;

    @TempDir
    Path folder;

    private static List<Long> indexes(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    // ---- round trip

    @Test
    void recordsComeBackAsTheyWere() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            assertThat(log.read(1, 10, 100).count()).isZero();
            for (int i = 0; i < 50; i++) append(log, 1 + i % 7, i * 10);
            long last = log.nextIndex() - 1;
            for (int max : new int[] {1, 3, 1000}) assertThat(readAll(log, 1, max)).isEqualTo(indexes(1, last));
            for (long from = 1; from <= last; from++) assertThat(log.read(from, 1, 1).firstIndex()).isEqualTo(from);
            assertThat(log.read(1, 1000, 1).count()).describedAs("at least one record, however large").isEqualTo(1);
            LogRecords some = log.read(1, 1000, 500);
            assertThat(some.sizeBytes()).isBetween(1L, 500L);
        }
        try (ShardLog log = writer(folder, SEGMENT)) {
            assertThat(readAll(log, 1, 1000)).hasSize((int) log.nextIndex() - 1);
            assertThat(log.damages()).isEmpty();
        }
    }

    @Test
    void arrivalNeverGoesBack() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            log.append(frame(1, 1, 10), 5000);
            log.append(frame(2, 1, 10), 4000);
            log.append(frame(3, 1, 10), 6000);
            LogRecords records = log.read(1, 10, 1000);
            assertThat(List.of(records.arrivalMillis(0), records.arrivalMillis(1), records.arrivalMillis(2))).containsExactly(5000L, 5000L, 6000L);
        }
        try (ShardLog log = writer(folder, SEGMENT)) {
            assertThat(log.tipArrivalMillis()).isEqualTo(6000);
            log.append(frame(4, 1, 10), 1);
            assertThat(log.tipArrivalMillis()).isEqualTo(6000);
        }
    }

    @Test
    void arrivalsAreToldInAnyOrder() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            for (int frame = 0; frame < 9; frame++) append(log, 1 + frame % 4, 10);
            LogRecords records = log.read(1, 100, 10_000);
            long[] arrivals = new long[records.count()];
            for (int i = 0; i < arrivals.length; i++) arrivals[i] = records.arrivalMillis(i);
            assertThat(arrivals).isSorted().hasSize(21);
            for (int first = 0; first < arrivals.length; first++) {
                for (int second = 0; second < arrivals.length; second++) {
                    records.arrivalMillis(first);
                    assertThat(records.arrivalMillis(second)).isEqualTo(arrivals[second]);
                }
            }
        }
    }

    @Test
    void frameLargerThanASegmentIsStored() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            append(log, 3, 100);
            append(log, 1, 6 << 20);
            append(log, 3, 100);
            assertThat(readAll(log, 1, 100)).isEqualTo(indexes(1, 7));
            assertThat(files(folder, ".seg")).hasSize(3);
        }
    }

    @Test
    void segmentsFollowEachOtherAndTimesAreFoundInAll() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            for (int i = 0; i < 400; i++) append(log, 10, 500);
            assertThat(files(folder, ".seg")).hasSizeGreaterThan(5);
            assertThat(readAll(log, 1, 777)).isEqualTo(indexes(1, 4000));
            for (long first = 1; first < 4000; first += 130) {
                long frame = (first - 1) / 10 * 10 + 1;
                assertThat(log.indexAt(ARRIVAL + frame)).isEqualTo(frame);
                assertThat(log.indexAt(ARRIVAL + frame + 1)).isEqualTo(frame + 10);
            }
            assertThat(log.indexAt(0)).isEqualTo(1);
            assertThat(log.indexAt(Long.MAX_VALUE)).isEqualTo(4001);
        }
    }

    @Test
    void sealedLogTakesNothing() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            append(log, 1, 10);
            log.seal();
            assertThat(log.append(frame(2, 1, 10), 0)).isEmpty();
            log.unseal();
            assertThat(log.append(frame(2, 1, 10), 0)).isPresent();
            assertThat(readAll(log, 1, 10)).isEqualTo(indexes(1, 2));
        }
    }

    // ---- crashes

    @Test
    void tornTailIsCutAtEveryByte() throws Exception {
        long whole;
        Path segment;
        try (ShardLog log = writer(folder, SEGMENT)) {
            append(log, 3, 20);
            append(log, 2, 20);
            segment = files(folder, ".seg").get(0);
            whole = Files.size(segment);
            append(log, 2, 30);
        }
        byte[] content = Files.readAllBytes(segment);
        for (int size = (int) whole; size < content.length; size++) {
            Files.write(segment, java.util.Arrays.copyOf(content, size));
            try (ShardLog reading = reader(folder);
                    ShardLog log = writer(folder, SEGMENT)) {
                assertThat(reading.nextIndex()).isEqualTo(6);
                assertThat(log.nextIndex()).isEqualTo(6);
                assertThat(log.damages()).isEmpty();
                append(log, 1, 5);
                assertThat(readAll(log, 1, 100)).isEqualTo(indexes(1, 6));
                assertThat(readAll(reading, 1, 100)).isEqualTo(indexes(1, 6));
            }
        }
    }

    @Test
    void garbageBehindTheLastFrameIsCut() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            append(log, 3, 20);
        }
        byte[] garbage = new byte[500];
        new Random(3).nextBytes(garbage);
        for (byte[] tail : List.of(garbage, new byte[500])) {
            Files.write(files(folder, ".seg").get(0), tail, StandardOpenOption.APPEND);
            try (ShardLog log = writer(folder, SEGMENT)) {
                assertThat(log.damages()).isEmpty();
                append(log, 3, 20);
                assertThat(readAll(log, 1, 100)).hasSize((int) log.nextIndex() - 1);
            }
        }
    }

    @Test
    void segmentWhoseCreationWasCutOffIsMadeAgain() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            append(log, 3, 20);
        }
        for (int size : new int[] {0, 1, 63}) {
            Files.write(folder.resolve(Segment.name(4, ".seg")), new byte[size]);
            try (ShardLog log = writer(folder, SEGMENT)) {
                assertThat(log.nextIndex()).isEqualTo(4);
                assertThat(log.tipArrivalMillis()).isEqualTo(ARRIVAL + 1);
            }
        }
    }

    @Test
    void emptyLastSegmentKeepsIndexAndArrival() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            append(log, 3, 20);
        }
        Files.write(folder.resolve(Segment.name(4, ".seg")), new SegmentHeader(IDENTITY, 4, 9, 0).encode().array());
        try (ShardLog log = writer(folder, SEGMENT)) {
            assertThat(log.tipArrivalMillis()).isEqualTo(ARRIVAL + 1);
            append(log, 3, 20);
            assertThat(readAll(log, 1, 100)).isEqualTo(indexes(1, 6));
        }
    }

    // ---- damage

    @Test
    void damageInTheMiddleIsReportedAndNeverServed() throws Exception {
        long second;
        long third;
        Path segment;
        try (ShardLog log = writer(folder, SEGMENT)) {
            append(log, 3, 20);
            segment = files(folder, ".seg").get(0);
            second = Files.size(segment);
            append(log, 3, 20);
            third = Files.size(segment);
            append(log, 3, 20);
        }
        byte[] content = Files.readAllBytes(segment);
        for (long offset = second; offset < third; offset++) {
            Files.write(segment, content);
            flip(segment, offset);
            try (ShardLog log = writer(folder, SEGMENT)) {
                DamagedLogException damage = log.damages().get(0);
                assertThat(damage.file()).isEqualTo(segment);
                assertThat(damage.offset()).isEqualTo(second);
                assertThat(log.read(1, 100, 1000).count()).isEqualTo(3);
                DamagedLogException thrown = catchThrowableOfType(DamagedLogException.class, () -> log.read(5, 100, 1000));
                assertThat(thrown.file()).isEqualTo(segment);
                assertThat(thrown.offset()).isEqualTo(second);
                assertThat(readAll(log, 7, 100)).isEqualTo(indexes(7, 9));
                append(log, 1, 20);
                assertThat(readAll(log, 7, 100)).isEqualTo(indexes(7, 10));
            }
        }
    }

    @Test
    void damageAtTheEndOfAnOlderSegmentIsFoundWhenItIsOpened() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            for (int i = 0; i < 100; i++) append(log, 10, 500);
        }
        Path older = files(folder, ".seg").get(0);
        flip(older, Files.size(older) - 5);
        try (ShardLog log = writer(folder, SEGMENT)) {
            long next = first(files(folder, ".seg").get(1));
            assertThat(log.damages()).singleElement().satisfies(damage -> assertThat(damage.file()).isEqualTo(older));
            assertThat(log.damages().get(0)).hasMessageContaining("to " + (next - 1) + " are lost: damaged frame");
            DamagedLogException thrown = catchThrowableOfType(DamagedLogException.class, () -> readAll(log, 1, 1000));
            assertThat(thrown.file()).isEqualTo(older);
            assertThat(readAll(log, next, 1000)).isEqualTo(indexes(next, 1000));
            assertThat(log.indexAt(ARRIVAL + next)).isEqualTo(next);
        }
    }

    @Test
    void missingSegmentIsFoundWhenTheLogIsOpened() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            for (int i = 0; i < 200; i++) append(log, 10, 500);
        }
        Path missing = files(folder, ".seg").get(1);
        long next = first(files(folder, ".seg").get(2));
        Files.delete(missing);
        for (boolean writing : new boolean[] {false, true}) {
            try (ShardLog log = writing ? writer(folder, SEGMENT) : reader(folder)) {
                assertThat(log.damages()).singleElement().satisfies(damage -> assertThat(damage.file()).isEqualTo(missing));
                assertThat(log.damages().get(0)).hasMessageContaining("records " + first(missing) + " to " + (next - 1) + " are lost: missing segment");
                assertThat(log.read(first(missing) - 1, 1, 1).firstIndex()).isEqualTo(first(missing) - 1);
                assertThatThrownBy(() -> log.read(first(missing), 1, 1)).isInstanceOf(DamagedLogException.class);
                assertThatThrownBy(() -> log.read(next - 1, 1, 1)).isInstanceOf(DamagedLogException.class);
                assertThat(readAll(log, next, 1000)).isEqualTo(indexes(next, 2000));
            }
        }
    }

    private static long first(Path segment) {
        return Long.parseLong(segment.getFileName().toString().substring(0, 20));
    }

    @Test
    void segmentOfAnotherShardAndDamagedHeadersAreNotServed() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            append(log, 3, 20);
        }
        try (ShardLog log = ShardLog.open(space(new DiskFiles(), SEGMENT), folder, new LogIdentity(78, 3))) {
            assertThat(log.damages()).hasSize(1);
            assertThatThrownBy(() -> log.read(1, 1, 1)).isInstanceOf(DamagedLogException.class).hasMessageContaining("segment of");
        }
        flip(files(folder, ".seg").get(0), 40);
        try (ShardLog log = writer(folder, SEGMENT)) {
            assertThat(log.damages().get(0)).hasMessageContaining("damaged segment header").hasMessageContaining("offset 0");
        }
    }

    @Test
    void newerFormatIsRefused() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            append(log, 3, 20);
        }
        Path segment = files(folder, ".seg").get(0);
        byte[] content = Files.readAllBytes(segment);
        content[11] = 2;
        Files.write(segment, content);
        assertThatThrownBy(() -> writer(folder, SEGMENT))
                .isInstanceOf(UnsupportedFormatException.class)
                .hasMessageContaining("format version 2; this version reads up to 1");
    }

    @Test
    void frameInsideAPayloadIsNoFrame() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            append(log, 3, 20);
            append(log, 3, 20);
        }
        byte[] copied = Files.readAllBytes(files(folder, ".seg").get(0));
        Path other = Files.createDirectory(folder.resolve("other"));
        try (ShardLog log = ShardLog.open(LogSpace.writable(new DiskFiles(), SEGMENT, Durability.OS, Runnable::run, new Random(2), 8), other, IDENTITY)) {
            FrameBuffer frame = new FrameBuffer();
            frame.clear();
            frame.add(new byte[0], 0, 0, copied, 0, copied.length);
            log.append(frame, 1).orElseThrow();
        }
        Path segment = files(other, ".seg").get(0);
        flip(segment, SegmentHeader.LENGTH + 5);
        try (ShardLog log = writer(other, SEGMENT)) {
            assertThat(log.nextIndex()).isEqualTo(1);
            assertThat(log.damages()).isEmpty();
        }
    }

    // ---- the index

    @Test
    void lostDamagedAndShortIndexesAreMadeAgain() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            for (int i = 0; i < 100; i++) append(log, 10, 500);
        }
        List<Path> indexes = files(folder, ".idx");
        List<byte[]> before = new ArrayList<>();
        for (Path index : indexes) before.add(Files.readAllBytes(index));
        for (Path index : indexes) Files.delete(index);
        readEverywhereAndCompare(indexes, before);
        for (Path index : indexes) flip(index, 30);
        readEverywhereAndCompare(indexes, before);
        for (Path index : indexes) Files.write(index, java.util.Arrays.copyOf(Files.readAllBytes(index), 50));
        readEverywhereAndCompare(indexes, before);
    }

    private void readEverywhereAndCompare(List<Path> indexes, List<byte[]> before) throws IOException {
        try (ShardLog reading = reader(folder)) {
            assertThat(readAll(reading, 1, 1000)).isEqualTo(indexes(1, 1000));
        }
        try (ShardLog log = writer(folder, SEGMENT)) {
            for (long from = 1; from <= 1000; from += 9) assertThat(log.read(from, 1, 1).firstIndex()).isEqualTo(from);
        }
        for (int i = 0; i < indexes.size(); i++) assertThat(indexes.get(i)).hasBinaryContent(before.get(i));
    }

    @Test
    void whatIsHeldDoesNotGrowWithWhatIsRetained() throws Exception {
        LogSpace space = LogSpace.writable(new DiskFiles(), SEGMENT, Durability.OS, Runnable::run, new Random(1), 8);
        try (ShardLog log = ShardLog.open(space, folder, IDENTITY)) {
            for (int i = 0; i < 1200; i++) append(log, 10, 1000);
            readAll(log, 1, 1000);
            for (long from = 1; from < log.nextIndex(); from += 501) log.read(from, 1, 1);
            assertThat(files(folder, ".seg")).hasSizeGreaterThan(40);
            assertThat(log.indexEntriesHeld()).isLessThanOrEqualTo((int) (SEGMENT / SparseIndex.INTERVAL) + 1);
            assertThat(space.openFiles()).isLessThanOrEqualTo(8);
        }
    }

    // ---- readers beside the writer

    @Test
    void readerSeesGrowthAndNewSegments() throws Exception {
        try (ShardLog reading = reader(folder);
                ShardLog log = writer(folder, SEGMENT)) {
            assertThat(reading.nextIndex()).isEqualTo(1);
            for (int i = 0; i < 200; i++) {
                append(log, 10, 500);
                assertThat(reading.nextIndex()).isEqualTo(log.nextIndex());
                assertThat(reading.tipArrivalMillis()).isEqualTo(log.tipArrivalMillis());
            }
            assertThat(readAll(reading, 1, 999)).isEqualTo(indexes(1, 2000));
            assertThat(reading.read(2001, 1, 1).count()).isZero();
            append(log, 1, 500);
            assertThat(reading.read(2001, 1, 1).count()).isEqualTo(1);
            assertThatThrownBy(() -> append(reading, 1, 1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void readersRunInParallelWithTheWriter() throws Exception {
        int frames = 3000;
        ExecutorService threads = Executors.newFixedThreadPool(3);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        try (ShardLog log = writer(folder, SEGMENT);
                ShardLog other = reader(folder)) {
            List<CompletableFuture<Long>> readers = new ArrayList<>();
            for (ShardLog reading : List.of(log, other))
                readers.add(CompletableFuture.supplyAsync(() -> follow(reading, frames * 4L, failures), threads));
            for (int i = 0; i < frames && failures.isEmpty(); i++) append(log, 4, 100 + i % 300);
            for (CompletableFuture<Long> reader : readers) reader.join();
            assertThat(failures).isEmpty();
            for (CompletableFuture<Long> reader : readers) assertThat(reader.join()).isEqualTo(frames * 4L);
            assertThat(other.damages()).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    private static long follow(ShardLog log, long last, Queue<Throwable> failures) {
        long next = 1;
        try {
            while (next <= last && failures.isEmpty()) {
                LogRecords records = log.read(next, 37, 1 << 16);
                for (int i = 0; i < records.count(); i++) LogFixture.check(records, i);
                next = records.firstIndex() + records.count();
                if (records.count() == 0) Thread.onSpinWait();
            }
            return next - 1;
        } catch (IOException | RuntimeException | Error e) {
            failures.add(e);
            return -1;
        }
    }

    @Test
    void interruptedReaderDisturbsNobody() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            append(log, 3, 20);
            Thread.currentThread().interrupt();
            assertThat(readAll(log, 1, 1)).isEqualTo(indexes(1, 3));
            append(log, 3, 20);
            assertThat(Thread.interrupted()).describedAs("the interrupt is handed on").isTrue();
            assertThat(readAll(log, 1, 1)).isEqualTo(indexes(1, 6));
        }
    }

    @Test
    void fewFilesAreOpenHoweverManyLogsThereAre() throws Exception {
        FaultyFiles files = new FaultyFiles();
        LogSpace space = LogSpace.writable(files, SEGMENT, Durability.OS, Runnable::run, new Random(1), 10);
        List<ShardLog> logs = new ArrayList<>();
        for (int i = 0; i < 100; i++) logs.add(ShardLog.open(space, folder.resolve("shard-" + i), new LogIdentity(77, i)));
        for (int round = 0; round < 3; round++) for (ShardLog log : logs) append(log, 2, 10);
        for (ShardLog log : logs) assertThat(readAll(log, 1, 100)).isEqualTo(indexes(1, 6));
        assertThat(files.mostOpen.get()).isLessThanOrEqualTo(11);
        for (ShardLog log : logs) log.close();
        assertThat(files.open.get()).isZero();
    }

    // ---- a full disk

    @Test
    void fullDiskAcknowledgesNothingAndWorksAgainWithRoom() throws Exception {
        FaultyFiles files = new FaultyFiles();
        try (ShardLog log = ShardLog.open(space(files, SEGMENT), folder, IDENTITY);
                ShardLog reading = reader(folder)) {
            append(log, 3, 100);
            for (int room = 0; room < 600; room += 7) {
                files.room.set(room);
                assertThatThrownBy(() -> append(log, 3, 300)).isInstanceOf(IOException.class).hasMessageContaining("No space left");
                assertThat(log.nextIndex()).isEqualTo(4);
                assertThat(reading.nextIndex()).isEqualTo(4);
            }
            files.room.set(Long.MAX_VALUE);
            append(log, 3, 50);
            assertThat(readAll(log, 1, 100)).isEqualTo(indexes(1, 6));
            assertThat(readAll(reading, 1, 100)).isEqualTo(indexes(1, 6));
        }
        try (ShardLog log = writer(folder, SEGMENT)) {
            assertThat(readAll(log, 1, 100)).isEqualTo(indexes(1, 6));
        }
    }

    @Test
    void segmentThatFindsNoRoomIsMadeLater() throws Exception {
        FaultyFiles files = new FaultyFiles();
        try (ShardLog log = ShardLog.open(space(files, SEGMENT), folder, IDENTITY)) {
            append(log, 1, (int) SEGMENT);
            for (int room : new int[] {0, 20, 64, 100}) {
                files.room.set(room);
                assertThatThrownBy(() -> append(log, 3, 300)).isInstanceOf(IOException.class);
            }
            files.room.set(Long.MAX_VALUE);
            append(log, 3, 300);
            assertThat(readAll(log, 1, 100)).isEqualTo(indexes(1, 4));
        }
    }

    // ---- flushing

    private LogSpace flushing(FaultyFiles files, ExecutorService flusher) throws IOException {
        return flushing(files, flusher, folder);
    }

    private static LogSpace flushing(FaultyFiles files, ExecutorService flusher, Path data) throws IOException {
        LogSpace space = LogSpace.writable(files, SEGMENT, Durability.FSYNC, flusher, new Random(1), 64);
        space.recover(data);
        return space;
    }

    @Test
    void appendsShareAFlushAndAreReadableWhenFlushed() throws Exception {
        FaultyFiles files = new FaultyFiles();
        ExecutorService flusher = Executors.newFixedThreadPool(2);
        CompletableFuture<Void> gate = new CompletableFuture<>();
        try (ShardLog log = ShardLog.open(flushing(files, flusher), folder, IDENTITY)) {
            append(log, 1, 10).toCompletableFuture().join();
            int before = files.forces.get();
            files.beforeForce = gate::join;
            List<CompletionStage<?>> stages = new ArrayList<>();
            for (int i = 0; i < 100; i++) stages.add(log.append(frame(2 + i, 1, 10), 5).orElseThrow());
            assertThat(log.nextIndex()).isEqualTo(2);
            assertThat(stages).noneMatch(stage -> stage.toCompletableFuture().isDone());
            gate.complete(null);
            for (CompletionStage<?> stage : stages) stage.toCompletableFuture().join();
            assertThat(files.forces.get() - before).isLessThanOrEqualTo(2);
            assertThat(readAll(log, 1, 1000)).isEqualTo(indexes(1, 101));
        } finally {
            flusher.shutdownNow();
        }
    }

    @Test
    void powerFailureLosesNothingAcknowledged() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            Path run = folder.resolve("run-" + seed);
            FaultyFiles files = new FaultyFiles();
            ExecutorService flusher = Executors.newFixedThreadPool(2);
            Random random = new Random(seed);
            long acknowledged = 0;
            ShardLog log = ShardLog.open(flushing(files, flusher, run), run, IDENTITY);
            List<CompletionStage<?>> stages = new ArrayList<>();
            int frames = 10 + random.nextInt(60);
            for (int i = 0; i < frames; i++) stages.add(log.append(frame(1 + i, 1, random.nextInt(20_000)), 5).orElseThrow());
            stages.get(random.nextInt(frames)).toCompletableFuture().join();
            flusher.shutdown();
            for (CompletionStage<?> stage : stages) if (stage.toCompletableFuture().isDone()) acknowledged++;
            files.powerFailure();
            try (ShardLog again = writer(run, SEGMENT)) {
                assertThat(again.damages()).describedAs("seed %d", seed).isEmpty();
                assertThat(readAll(again, 1, 100)).describedAs("seed %d", seed).hasSizeGreaterThanOrEqualTo((int) acknowledged);
            }
        }
    }

    @Test
    void failedFlushTakesBackWhatWasNotAcknowledged() throws Exception {
        FaultyFiles files = new FaultyFiles();
        ExecutorService flusher = Executors.newFixedThreadPool(2);
        try (ShardLog log = ShardLog.open(flushing(files, flusher), folder, IDENTITY)) {
            append(log, 2, 10).toCompletableFuture().join();
            files.forceFails = true;
            CompletableFuture<?> refused = append(log, 2, 1000).toCompletableFuture();
            assertThatThrownBy(refused::join).hasCauseInstanceOf(IOException.class).hasMessageContaining("could not force");
            assertThat(log.nextIndex()).isEqualTo(3);
            files.forceFails = false;
            append(log, 1, 10).toCompletableFuture().join();
            assertThat(readAll(log, 1, 100)).isEqualTo(indexes(1, 3));
        } finally {
            flusher.shutdownNow();
        }
        try (ShardLog log = writer(folder, SEGMENT)) {
            assertThat(readAll(log, 1, 100)).isEqualTo(indexes(1, 3));
        }
    }

    @Test
    void sealWaitsForTheFlush() throws Exception {
        FaultyFiles files = new FaultyFiles();
        ExecutorService flusher = Executors.newSingleThreadExecutor();
        try (ShardLog log = ShardLog.open(flushing(files, flusher), folder, IDENTITY)) {
            for (int i = 0; i < 5; i++) log.append(frame(1 + i, 1, 10), 5);
            log.seal();
            assertThat(log.nextIndex()).isEqualTo(6);
        } finally {
            flusher.shutdownNow();
        }
    }

    @Test
    void segmentThatFollowsIsBegunWhenNothingWaitsInTheOneBefore() throws Exception {
        FaultyFiles files = new FaultyFiles();
        ExecutorService flusher = Executors.newFixedThreadPool(2);
        CompletableFuture<Void> gate = new CompletableFuture<>();
        try (ShardLog log = ShardLog.open(flushing(files, flusher), folder, IDENTITY)) {
            append(log, 1, 10).toCompletableFuture().join();
            CompletableFuture<Void> first = new CompletableFuture<>();
            files.beforeForce = () -> {
                first.complete(null);
                gate.join();
            };
            files.forceFails = true;
            CompletableFuture<?> waiting = log.append(frame(2, 1, 100), 5).orElseThrow().toCompletableFuture();
            first.join();
            CompletableFuture<?> rolled = CompletableFuture.runAsync(() -> assertThatThrownBy(() -> log.append(frame(3, 1, (int) SEGMENT), 5)).isInstanceOf(IOException.class));
            gate.complete(null);
            rolled.join();
            assertThatThrownBy(waiting::join).hasCauseInstanceOf(IOException.class);
            assertThat(files(folder, ".seg")).hasSize(1);
            files.forceFails = false;
            append(log, 1, 10).toCompletableFuture().join();
            assertThat(readAll(log, 1, 100)).isEqualTo(indexes(1, 2));
        } finally {
            flusher.shutdownNow();
        }
    }

    @Test
    void endThatCannotBeReadIsReportedToWhoeverReadsThereAndAppendedBehind() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            while (files(folder, ".seg").size() < 3) append(log, 1, 500);
        }
        Path damaged = files(folder, ".seg").get(2);
        long lost = first(damaged);
        long next = lost + Recovery.UNKNOWN_RECORDS;
        flip(damaged, 20);
        try (ShardLog log = reader(folder);
                ShardLog writing = writer(folder, SEGMENT)) {
            assertLost(log, lost);
            assertLost(writing, lost);
            append(writing, 3, 10);
            assertThat(readAll(writing, next, 10)).isEqualTo(indexes(next, next + 2));
            assertThat(readAll(log, next, 10)).isEqualTo(indexes(next, next + 2));
            assertThatThrownBy(() -> log.read(next - 1, 10, 10)).isInstanceOf(DamagedLogException.class);
        }
        try (ShardLog log = writer(folder, SEGMENT)) {
            assertThat(log.damages()).singleElement().satisfies(damage -> assertThat(damage.file()).isEqualTo(damaged));
            append(log, 1, 10);
            assertThat(readAll(log, next, 10)).isEqualTo(indexes(next, next + 3));
        }
    }

    private static void assertLost(ShardLog log, long lost) throws IOException {
        assertThat(log.read(lost - 1, 10, 1 << 20).count()).isEqualTo(1);
        assertThatThrownBy(() -> log.read(lost, 10, 1 << 20)).isInstanceOf(DamagedLogException.class).hasMessageContaining("damaged segment header");
        assertThat(log.read(lost + Recovery.UNKNOWN_RECORDS, 10, 1 << 20).count()).isZero();
        assertThat(log.indexAt(ARRIVAL + 2)).isEqualTo(2);
        assertThat(log.indexAt(ARRIVAL + lost + 1000)).isEqualTo(lost + Recovery.UNKNOWN_RECORDS);
    }

    @Test
    void segmentThatCannotBeReadIsPassedOverByTime() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            while (files(folder, ".seg").size() < 4) append(log, 1, 500);
        }
        List<Path> segments = files(folder, ".seg");
        long third = Long.parseLong(segments.get(2).getFileName().toString().substring(0, 20));
        flip(segments.get(1), 20);
        try (ShardLog log = writer(folder, SEGMENT)) {
            assertThat(log.indexAt(ARRIVAL + 2)).isEqualTo(2);
            assertThat(log.indexAt(ARRIVAL + third - 2)).isEqualTo(third);
            assertThat(log.indexAt(ARRIVAL + third + 1)).isEqualTo(third + 1);
        }
    }

    @Test
    void roomOfDeletedSegmentsIsAskedBackWhenTheDiskIsFull() throws Exception {
        FaultyFiles files = new FaultyFiles();
        LogSpace space = space(files, SEGMENT);
        try (ShardLog log = ShardLog.open(space, folder.resolve("read"), IDENTITY)) {
            while (log.nextIndex() < 100 || files(folder.resolve("read"), ".seg").size() < 3) append(log, 1, 500);
            readAll(log, 1, 100);
        }
        assertThat(space.mappings().owedBytes()).isPositive();
        assertThat(space.mappedSegments()).isZero();
        try (ShardLog log = ShardLog.open(space, folder.resolve("other"), IDENTITY)) {
            append(log, 1, 10);
            files.room.set(0);
            assertThatThrownBy(() -> append(log, 1, 10)).isInstanceOf(IOException.class);
        }
        assertThat(space.mappings().owedBytes()).isZero();
    }
}
