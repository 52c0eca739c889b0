package io.anabranch.simulator.log;

import static io.anabranch.simulator.log.LogFixture.ARRIVAL;
import static io.anabranch.simulator.log.LogFixture.IDENTITY;
import static io.anabranch.simulator.log.LogFixture.append;
import static io.anabranch.simulator.log.LogFixture.files;
import static io.anabranch.simulator.log.LogFixture.frame;
import static io.anabranch.simulator.log.LogFixture.readAll;
import static io.anabranch.simulator.log.LogFixture.reader;
import static io.anabranch.simulator.log.LogFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Record {@code i} of these logs arrives at {@code ARRIVAL + i}, those of one frame with its first one. */
class TrimTest {
    private static final long SEGMENT = 64 << 10;

    @TempDir
    Path folder;

    private static List<Long> indexes(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static void fill(ShardLog log, int records) throws IOException {
        for (int i = 0; i < records; i++) append(log, 1, 500);
    }

    @Test
    void recordsBeforeTheHorizonAreGoneToTheRecord() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            fill(log, 1000);
            int segments = files(folder, ".seg").size();
            for (long first : new long[] {1, 2, 3, 130, 500, 501, 999, 1000}) {
                log.trim(ARRIVAL + first);
                assertThat(log.firstIndex()).isEqualTo(first);
                assertThat(readAll(log, 1, 100)).isEqualTo(indexes(first, 1000));
                assertThat(log.indexAt(0)).isEqualTo(first);
            }
            assertThat(files(folder, ".seg")).hasSizeLessThan(segments / 2);
            assertThat(files(folder, ".idx")).hasSizeLessThanOrEqualTo(files(folder, ".seg").size());
            log.trim(ARRIVAL);
            assertThat(log.firstIndex()).describedAs("a horizon that goes back gives nothing back").isEqualTo(1000);
        }
    }

    @Test
    void indexAndArrivalGoOnWhenEverythingWasTrimmed() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            fill(log, 300);
            log.trim(ARRIVAL + 301);
            assertThat(log.read(1, 10, 100).firstIndex()).isEqualTo(301);
            assertThat(files(folder, ".seg")).singleElement().satisfies(left -> assertThat(left).hasSize(SegmentHeader.LENGTH));
            log.trim(ARRIVAL + 400);
        }
        for (int opening = 0; opening < 2; opening++) {
            try (ShardLog log = writer(folder, SEGMENT)) {
                assertThat(List.of(log.firstIndex(), log.nextIndex(), log.tipArrivalMillis())).containsExactly(301L, 301L, ARRIVAL + 300);
                assertThat(log.damages()).isEmpty();
            }
        }
        try (ShardLog log = writer(folder, SEGMENT)) {
            log.append(frame(301, 2, 10), ARRIVAL);
            assertThat(log.tipArrivalMillis()).isEqualTo(ARRIVAL + 300);
            assertThat(readAll(log, 1, 10)).isEqualTo(indexes(301, 302));
            log.trim(ARRIVAL + 301);
            assertThat(log.firstIndex()).isEqualTo(303);
        }
    }

    @Test
    void recordsReadBeforeStayValid() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            fill(log, 300);
            List<LogRecords> kept = new ArrayList<>();
            for (long at = 1; at <= 300; at = kept.get(kept.size() - 1).firstIndex() + kept.get(kept.size() - 1).count())
                kept.add(log.read(at, 20, 1 << 20));
            log.trim(Long.MAX_VALUE);
            assertThat(log.read(1, 1, 1).count()).isZero();
            for (LogRecords records : kept) for (int i = 0; i < records.count(); i++) LogFixture.check(records, i);
        }
    }

    /** Files go in order, so a kill leaves the later ones. */
    @Test
    void killInBetweenIsHarmless() throws Exception {
        Path copy = folder.resolve("copy");
        try (ShardLog log = writer(folder.resolve("log"), SEGMENT)) {
            fill(log, 1000);
        }
        List<Path> files = new ArrayList<>();
        for (Path segment : files(folder.resolve("log"), ".seg")) {
            files.add(Path.of(segment.toString().replace(".seg", ".idx")));
            files.add(segment);
        }
        for (int deleted = 0; deleted < files.size(); deleted++) {
            Files.createDirectories(copy);
            for (Path file : files.subList(deleted, files.size()))
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            try (ShardLog log = writer(copy, SEGMENT)) {
                assertThat(log.damages()).isEmpty();
                assertThat(log.nextIndex()).isEqualTo(1001);
                assertThat(readAll(log, 1, 500)).isEqualTo(indexes(log.firstIndex(), 1000));
                log.trim(ARRIVAL + 990);
                assertThat(readAll(log, 1, 500)).isEqualTo(indexes(990, 1000));
            }
            for (Path left : files(copy, "")) Files.delete(left);
        }
    }

    @Test
    void readingProcessCopesWithVanishingSegments() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT);
                ShardLog other = reader(folder)) {
            fill(log, 500);
            assertThat(other.read(1, 1, 1).count()).isEqualTo(1);
            log.trim(ARRIVAL + 400);
            List<Long> seen = readAll(other, 150, 100);
            assertThat(seen).describedAs("what is left of the first segment kept, or from it on").isEqualTo(indexes(seen.get(0), 500));
            assertThat(other.indexAt(ARRIVAL + 450)).isEqualTo(450);
            fill(log, 200);
            log.trim(ARRIVAL + 701);
            fill(log, 300);
            log.trim(ARRIVAL + 1001);
            fill(log, 3);
            assertThat(other.nextIndex()).isEqualTo(1004);
            assertThat(readAll(other, 1, 100)).isEqualTo(indexes(1001, 1003));
        }
    }

    @RepeatedTest(5)
    void readersGoOnWhileTheLogIsTrimmed() throws Exception {
        ExecutorService readers = Executors.newFixedThreadPool(3);
        AtomicBoolean done = new AtomicBoolean();
        try (ShardLog log = writer(folder, SEGMENT);
                ShardLog other = reader(folder)) {
            fill(log, 100);
            List<Future<?>> running = new ArrayList<>();
            for (ShardLog each : List.of(log, log, other)) running.add(readers.submit(() -> readOnAndOn(each, done)));
            for (int i = 1; i <= 60; i++) {
                fill(log, 100);
                log.trim(ARRIVAL + i * 100L);
            }
            done.set(true);
            for (Future<?> each : running) each.get();
        } finally {
            readers.shutdownNow();
        }
    }

    private static Object readOnAndOn(ShardLog log, AtomicBoolean done) throws IOException {
        long at = 1;
        while (!done.get()) {
            LogRecords records = log.read(at, 30, 10_000);
            assertThat(records.firstIndex()).isGreaterThanOrEqualTo(at);
            for (int i = 0; i < records.count(); i++) LogFixture.check(records, i);
            at = records.count() == 0 ? log.firstIndex() : records.firstIndex() + records.count();
            log.indexAt(ARRIVAL + at);
        }
        return at;
    }

    @Test
    void nothingIsLookedAtWhenNothingExpired() throws Exception {
        FaultyFiles files = new FaultyFiles();
        LogSpace space = LogSpace.writable(files, SEGMENT, Durability.OS, Runnable::run, () -> 0L, 1);
        try (ShardLog log = ShardLog.open(space, folder, IDENTITY)) {
            fill(log, 300);
            log.trim(ARRIVAL + 150);
            int opened = files.opened.get();
            for (int i = 0; i < 150; i++) log.trim(ARRIVAL + i);
            log.trim(ARRIVAL + 150);
            assertThat(files.opened).hasValue(opened);
            log.trim(ARRIVAL + 301);
            int emptied = files.opened.get();
            for (int i = 302; i < 500; i++) log.trim(ARRIVAL + i);
            assertThat(files.opened).hasValue(emptied);
        }
    }

    @Test
    void sealedLogKeepsItsEnd() throws Exception {
        try (ShardLog log = writer(folder, SEGMENT)) {
            fill(log, 300);
            log.seal();
            log.trim(Long.MAX_VALUE);
            assertThat(log.firstIndex()).isEqualTo(301);
            assertThat(files(folder, ".seg")).hasSize(1);
        }
    }

    @Test
    void indexesMayBeLeftOut() throws Exception {
        long[] starts = {500, 510, 520, 900, 5_000_000_000L, 5_000_000_100L};
        try (ShardLog log = writer(folder, SEGMENT)) {
            for (long start : starts) log.appendAt(start == 520 ? 3 : start, frame(start, 10, 1000), ARRIVAL + start);
            for (int i = 0; i < 100; i++) log.appendAt(log.nextIndex() + 5, frame(log.nextIndex() + 5, 1, 1000), ARRIVAL + log.nextIndex());
            List<Long> expected = new ArrayList<>();
            for (long start : starts) expected.addAll(indexes(start, start + 9));
            for (int i = 0; i < 100; i++) expected.add(5_000_000_115L + i * 6L);
            for (ShardLog each : List.of(log, reader(folder))) {
                assertThat(each.firstIndex()).isEqualTo(500);
                assertThat(readAll(each, 1, 7)).isEqualTo(expected);
                assertThat(each.read(600, 1, 1).firstIndex()).isEqualTo(900);
                assertThat(each.read(4_000_000_000L, 1, 1).firstIndex()).isEqualTo(5_000_000_000L);
            }
        }
        try (ShardLog log = writer(folder, SEGMENT)) {
            assertThat(log.damages()).isEmpty();
            assertThat(readAll(log, 1, 100)).hasSize(160);
            append(log, 1, 10);
        }
    }
}
