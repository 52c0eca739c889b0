package io.anabranch.simulator.log;

import static io.anabranch.simulator.log.LogFixture.ARRIVAL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A log under random operations holds what a list holds. {@code -Dseed=42} replays one run. */
class LogModelTest {
    private static final int STEPS = 300;

    /** Index of the first record kept. */
    private long first = 1;

    private long horizon;

    @TempDir
    Path folder;

    static LongStream seeds() {
        Long seed = Long.getLong("seed");
        return seed != null ? LongStream.of(seed) : LongStream.range(0, 25);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void logHoldsWhatAListHolds(long seed) throws Exception {
        Random random = new Random(seed);
        FaultyFiles files = new FaultyFiles();
        List<Long> arrivals = new ArrayList<>(); // of record i + 1
        ShardLog log = open(files, random);
        ShardLog other = LogFixture.reader(folder);
        for (int step = 0; step < STEPS; step++) {
            int choice = random.nextInt(100);
            if (choice < 55) append(log, arrivals, random);
            else if (choice < 60) failToAppend(log, files, random);
            else if (choice < 64) log = crash(log, files, random);
            else if (choice < 66) dropIndexes(random);
            else if (choice < 69) trim(log, arrivals, random);
            else if (choice < 83) compareRead(random.nextBoolean() ? log : other, arrivals, random);
            else compareTime(random.nextBoolean() ? log : other, arrivals, random);
            assertThat(log.nextIndex()).isEqualTo(arrivals.size() + 1L);
        }
        assertThat(LogFixture.readAll(other, 1, 50)).hasSizeBetween(arrivals.size() - (int) first + 1, arrivals.size());
        assertThat(LogFixture.readAll(log, 1, 50)).hasSize(arrivals.size() - (int) first + 1);
        log.close();
        other.close();
    }

    private ShardLog open(FaultyFiles files, Random random) throws IOException {
        return ShardLog.open(LogSpace.writable(files, 64 << 10, Durability.OS, Runnable::run, random, 4), folder, LogFixture.IDENTITY);
    }

    private void append(ShardLog log, List<Long> arrivals, Random random) throws IOException {
        int count = 1 + random.nextInt(20);
        int size = random.nextInt(10) == 0 ? 20_000 : random.nextInt(400);
        FrameBuffer frame = LogFixture.frame(log.nextIndex(), count, size);
        log.append(frame, Math.max(horizon, ARRIVAL + arrivals.size() * 10L - random.nextInt(100))).orElseThrow();
        assertThat(frame.firstIndex()).isEqualTo(arrivals.size() + 1L);
        for (int i = 0; i < count; i++) arrivals.add(frame.arrivalMillis());
    }

    private static void failToAppend(ShardLog log, FaultyFiles files, Random random) {
        files.room.set(random.nextInt(200));
        try {
            log.append(LogFixture.frame(1, 5, 100), 1).orElseThrow();
            throw new AssertionError("there was no room");
        } catch (IOException expected) {
            files.room.set(Long.MAX_VALUE);
        }
    }

    private ShardLog crash(ShardLog log, FaultyFiles files, Random random) throws IOException {
        if (random.nextBoolean()) log.close();
        List<Path> segments = LogFixture.files(folder, ".seg");
        if (!segments.isEmpty() && random.nextBoolean()) {
            byte[] torn = new byte[random.nextInt(300)];
            random.nextBytes(torn);
            Files.write(segments.get(segments.size() - 1), torn, StandardOpenOption.APPEND);
        }
        ShardLog again = open(files, random);
        assertThat(again.damages()).isEmpty();
        if (first > 1) again.trim(horizon);
        return again;
    }

    private void trim(ShardLog log, List<Long> arrivals, Random random) throws IOException {
        if (arrivals.isEmpty() || random.nextInt(3) > 0) return;
        int kept = random.nextInt(10) == 0 ? arrivals.size() : (int) first - 1 + random.nextInt((arrivals.size() - (int) first + 1) / 2 + 1);
        horizon = Math.max(horizon, kept == arrivals.size() ? arrivals.get(kept - 1) + 1 : arrivals.get(kept));
        first = arrivals.stream().takeWhile(arrival -> arrival < horizon).count() + 1;
        log.trim(horizon);
        assertThat(log.firstIndex()).isEqualTo(first);
    }

    private void dropIndexes(Random random) throws IOException {
        if (!Files.isDirectory(folder)) return;
        for (Path index : LogFixture.files(folder, ".idx")) if (random.nextBoolean()) Files.delete(index);
    }

    private void compareRead(ShardLog log, List<Long> arrivals, Random random) throws IOException {
        long asked = 1 + random.nextInt(arrivals.size() + 1);
        int max = 1 + random.nextInt(60);
        LogRecords records = log.read(asked, max, 1 + random.nextInt(100_000));
        long from = Math.max(asked, log.firstIndex());
        assertThat(log.firstIndex()).isLessThanOrEqualTo(first);
        assertThat(records.firstIndex()).isEqualTo(from);
        assertThat(records.count()).isBetween(from > arrivals.size() ? 0 : 1, max);
        for (int i = 0; i < records.count(); i++) {
            LogFixture.check(records, i);
            assertThat(records.arrivalMillis(i)).isEqualTo(arrivals.get((int) from - 1 + i));
        }
    }

    private void compareTime(ShardLog log, List<Long> arrivals, Random random) throws IOException {
        long millis = ARRIVAL + random.nextInt(arrivals.size() * 10 + 20) - 10;
        long expected = arrivals.stream().takeWhile(arrival -> arrival < millis).count() + 1;
        assertThat(log.indexAt(millis)).isEqualTo(Math.max(log.firstIndex(), expected));
    }
}
