package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Logs in a folder, whose record {@code i} can be told from any other. */
final class LogFixture {
    static final LogIdentity IDENTITY = new LogIdentity(77, 3);
    static final long ARRIVAL = 1_700_000_000_000L;

    private LogFixture() {}

    static LogSpace space(LogFiles files, long segmentBytes) {
        return LogSpace.writable(files, segmentBytes, Durability.OS, Runnable::run, new Random(1), 64);
    }

    static ShardLog writer(Path folder, long segmentBytes) throws IOException {
        LogSpace space = space(new DiskFiles(), segmentBytes);
        space.recover(folder);
        return ShardLog.open(space, folder, IDENTITY);
    }

    static ShardLog reader(Path folder) throws IOException {
        return ShardLog.open(LogSpace.readOnly(new DiskFiles(), 64), folder, IDENTITY);
    }

    /** A frame of {@code count} records from {@code index} on, each about {@code size} bytes. */
    static FrameBuffer frame(long index, int count, int size) {
        FrameBuffer frame = new FrameBuffer();
        frame.clear();
        for (long i = index; i < index + count; i++) {
            byte[] key = key(i);
            byte[] data = data(i, size);
            frame.add(key, 0, i % 5 == 0 ? -1 : key.length, data, 0, data.length);
        }
        return frame;
    }

    static CompletionStage<?> append(ShardLog log, int count, int size) throws IOException {
        long index = log.nextIndex();
        return log.append(frame(index, count, size), ARRIVAL + index).orElseThrow();
    }

    static byte[] key(long index) {
        return ("key-" + index).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** Its size tells {@code size} apart only roughly, its bytes tell the index. */
    static byte[] data(long index, int size) {
        byte[] data = new byte[8 + size];
        new Random(index).nextBytes(data);
        return ByteBuffer.wrap(data).putLong(0, index).array();
    }

    /** Reads from {@code from} to the tip and checks every record; the indexes read. */
    static List<Long> readAll(ShardLog log, long from, int maxRecords) throws IOException {
        List<Long> indexes = new ArrayList<>();
        long at = from;
        while (true) {
            LogRecords records = log.read(at, maxRecords, 1 << 20);
            if (records.count() == 0) return indexes;
            for (int i = 0; i < records.count(); i++) indexes.add(check(records, i));
            at = records.firstIndex() + records.count();
        }
    }

    static long check(LogRecords records, int i) {
        long index = records.firstIndex() + i;
        byte[] data = new byte[records.dataLength(i)];
        records.copyData(i, data, 0);
        byte[] expected = data(index, data.length - 8);
        if (!java.util.Arrays.equals(data, expected)) throw new AssertionError("record " + index + " has other bytes");
        if (!records.data(i).equals(ByteBuffer.wrap(expected))) throw new AssertionError("record " + index + " has another view");
        byte[] key = records.key(i);
        boolean keyed = index % 5 != 0;
        if (keyed ? !java.util.Arrays.equals(key, key(index)) : key != null) throw new AssertionError("record " + index + " has another key");
        return index;
    }

    static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    static void flip(Path file, long offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) offset] ^= 0x10;
        Files.write(file, bytes);
    }
}
