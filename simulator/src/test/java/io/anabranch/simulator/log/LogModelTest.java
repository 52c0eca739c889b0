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
            else if (choice < 83) compareRead(random.nextBoolean() ? log : other, arrivals, random);
            else compareTime(random.nextBoolean() ? log : other, arrivals, random);
            assertThat(log.nextIndex()).isEqualTo(arrivals.size() + 1L);
        }
        assertThat(LogFixture.readAll(other, 1, 50)).hasSize(arrivals.size());
        log.close();
        other.close();
    }

    private ShardLog open(FaultyFiles files, Random random) throws IOException {
        return ShardLog.open(LogSpace.writable(files, 64 << 10, Durability.OS, Runnable::run, random, 4), folder, LogFixture.IDENTITY);
    }

    private static void append(ShardLog log, List<Long> arrivals, Random random) throws IOException {
        int count = 1 + random.nextInt(20);
        int size = random.nextInt(10) == 0 ? 20_000 : random.nextInt(400);
        FrameBuffer frame = LogFixture.frame(log.nextIndex(), count, size);
        log.append(frame, ARRIVAL + arrivals.size() * 10L - random.nextInt(100)).orElseThrow();
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
        return again;
    }

    private void dropIndexes(Random random) throws IOException {
        if (!Files.isDirectory(folder)) return;
        for (Path index : LogFixture.files(folder, ".idx")) if (random.nextBoolean()) Files.delete(index);
    }

    private static void compareRead(ShardLog log, List<Long> arrivals, Random random) throws IOException {
        long from = 1 + random.nextInt(arrivals.size() + 1);
        int max = 1 + random.nextInt(60);
        LogRecords records = log.read(from, max, 1 + random.nextInt(100_000));
        assertThat(records.firstIndex()).isEqualTo(from);
        assertThat(records.count()).isBetween(from > arrivals.size() ? 0 : 1, max);
        for (int i = 0; i < records.count(); i++) {
            LogFixture.check(records, i);
            assertThat(records.arrivalMillis(i)).isEqualTo(arrivals.get((int) from - 1 + i));
        }
    }

    private static void compareTime(ShardLog log, List<Long> arrivals, Random random) throws IOException {
        long millis = ARRIVAL + random.nextInt(arrivals.size() * 10 + 20) - 10;
        long expected = arrivals.stream().takeWhile(arrival -> arrival < millis).count() + 1;
        assertThat(log.indexAt(millis)).isEqualTo(expected);
    }
}
