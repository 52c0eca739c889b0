package io.anabranch.samples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log of one shard, a bare one, Chronicle Queue and Aeron Archive, in turns: each appends and reads the same records from one thread, and none waits for
 * the disk. Not the same service: a record of ours is readable once its batch of 500 is, one of the others at once; only ours and the bare one check
 * what they read. {@code -Drounds=5 -Dmib=128} sets how often and how much.
 */
class LogPeers {
    private static final List<RecordLog.Kind> PEERS =
            List.of(new RecordLog.Kind("Chronicle", ChronicleLog::new), new RecordLog.Kind("Aeron", AeronLog::new));

    @TempDir
    private Path folder;

    @Test
    void appendAndScanInTurns() throws IOException {
        Conditions conditions = new Conditions(folder, Integer.getInteger("rounds", 5), Duration.ofSeconds(1), System::nanoTime, Thread::sleep,
                new SplittableRandom(42), List.of());
        List<Measurement> measured = new LogBench(conditions, (long) Integer.getInteger("mib", 128) << 20, PEERS).run();
        Report.lines(measured).forEach(System.out::println);
        assertThat(measured).hasSize(4).allSatisfy(line -> assertThat(line.peers()).hasSize(2));
    }
}
