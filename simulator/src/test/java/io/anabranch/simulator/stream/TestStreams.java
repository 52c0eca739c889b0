package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.DiskFiles;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.log.LogFiles;
import io.anabranch.simulator.log.LogSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The streams of a folder, on a clock that moves only when it is advanced; and the folder as a kill would have left it. */
final class TestStreams {
    static final Duration DELAY = Duration.ofSeconds(1);
    static final Identity HOME = new Identity("000000000000", "us-east-1");

    private static final int JOURNAL_HEADER = 16;
    private static final int ENTRY_HEADER = 8;

    private final Path data;
    private final ServiceClock clock = ServiceClock.manual(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));

    TestStreams(Path data) {
        this.data = data;
    }

    ServiceClock clock() {
        return clock;
    }

    /** Everything takes {@link #DELAY}. */
    Streams open(Limits limits) throws IOException {
        return open(data, limits, StateDelays.of(DELAY));
    }

    /** Everything is over at once. */
    Streams openQuick(Limits limits) throws IOException {
        return open(data, limits, StateDelays.NONE);
    }

    Streams open(StateDelays delays) throws IOException {
        return open(data, Limits.RELAXED, delays);
    }

    private Streams open(Path folder, Limits limits, StateDelays delays) throws IOException {
        return open(folder, limits, delays, new DiskFiles());
    }

    /** Everything takes {@link #DELAY}, and the disk is another one. */
    Streams open(LogFiles disk) throws IOException {
        return open(data, Limits.RELAXED, StateDelays.of(DELAY), disk);
    }

    private Streams open(Path folder, Limits limits, StateDelays delays, LogFiles disk) throws IOException {
        LogSpace space = LogSpace.writable(disk, 1 << 20, Durability.OS, Runnable::run, new Random(6), 64);
        return Streams.open(new StreamSettings(HOME, limits, 1000, 50, delays, clock, new Random(5)), folder, space);
    }

    static PutBatch batch(String key, String... values) {
        PutBatch batch = new PutBatch();
        for (String value : values) batch.add(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
        return batch;
    }

    /** What a look at streams may throw. */
    @FunctionalInterface
    interface Look {
        void at(Streams streams) throws IOException;
    }

    /** Opens copies of the folder as they were with so many entries of the journal, {@code first} and more, and closes them again. */
    void afterEveryEntry(int first, Look look) throws IOException {
        Path journal = journal();
        byte[] content = Files.readAllBytes(journal);
        int entry = 0;
        for (int end = JOURNAL_HEADER; end <= content.length; end = end(content, end), entry++) {
            if (entry < first) continue;
            Path copy = data.resolve("killed-" + end);
            copyStreams(copy);
            Files.createDirectories(copy.resolve("journal"));
            Files.write(copy.resolve("journal").resolve(journal.getFileName()), Arrays.copyOf(content, end));
            try (Streams streams = open(copy, Limits.RELAXED, StateDelays.of(DELAY))) {
                look.at(streams);
            }
        }
    }

    private static int end(byte[] journal, int entry) {
        return entry == journal.length ? journal.length + 1 : entry + ENTRY_HEADER + ByteBuffer.wrap(journal).getInt(entry);
    }

    private Path journal() throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private void copyStreams(Path copy) throws IOException {
        Path from = data.resolve("streams");
        List<Path> all;
        try (java.util.stream.Stream<Path> files = Files.walk(from)) {
            all = files.toList();
        }
        Files.createDirectories(copy);
        for (Path file : all) Files.copy(file, copy.resolve("streams").resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
    }
}
