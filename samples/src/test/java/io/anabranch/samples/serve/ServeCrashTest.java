package io.anabranch.samples.serve;

import io.anabranch.samples.process.ChildProcess;
import io.anabranch.simulator.Simulator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of a serve process under concurrent PutRecords, splits and merges, at random moments, again and again on one folder. After each kill every
 * acknowledged record is there, once, in order; no stream stays in a transition; and the next process on the folder takes puts.
 * {@code -Dseed=42} replays the moments of a run, {@code -Dkills=200} makes more of them.
 */
class ServeCrashTest {
    private static final int WRITERS = 4;
    private static final long SEED = Long.getLong("seed", 20261120L);
    private static final int KILLS = Integer.getInteger("kills", 20);

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Acknowledged acknowledged = new Acknowledged();
    private final LongSupplier nanoClock = System::nanoTime;
    private final List<Long> nanosToReady = new ArrayList<>();

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void everyAcknowledgedRecordSurvivesAnyKill() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServeProcess serve = new ServeProcess(folder)) {
            for (int kill = 0; kill < KILLS; kill++) {
                runAndKill(serve, threads, kill);
                assertEverythingIsThere(serve.data(), "seed " + SEED + ", as kill " + kill + " left it");
            }
        } finally {
            threads.shutdownNow();
        }
        printTimesToReady();
    }

    private void runAndKill(ServeProcess serve, ExecutorService threads, int kill) throws Exception {
        long started = nanoClock.getAsLong();
        ChildProcess process = serve.start("--init-streams", "s:3", "--state-delay-ms", "15");
        URI endpoint = ServeProcess.awaitReady(process);
        nanosToReady.add(nanoClock.getAsLong() - started);
        awaitActive(endpoint, "seed " + SEED + ", before kill " + kill);
        assertEverythingIsThere(serve.data(), "seed " + SEED + ", before kill " + kill);
        int before = acknowledged.size();
        List<Future<?>> load = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) load.add(threads.submit(new Writer(endpoint, "s", kill, writer, acknowledged)));
        load.add(threads.submit(new Resharder(endpoint, "s", random.split())));
        Awaitility.await("seed " + SEED + ", kill " + kill + ": the folder takes puts").atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5)).until(() -> acknowledged.size() > before);
        long moment = random.nextLong(TimeUnit.MILLISECONDS.toNanos(400));
        Awaitility.await().pollDelay(Duration.ofNanos(moment)).pollInterval(Duration.ofMillis(1)).until(() -> true);
        process.kill();
        process.awaitExit(Duration.ofSeconds(10));
        for (Future<?> task : load) task.get(30, TimeUnit.SECONDS);
    }

    /** Reads the folder as another process would that only reads: as the kill left it, or as the next process made it good. */
    private void assertEverythingIsThere(Path data, String when) throws Exception {
        try (Simulator simulator = Simulator.openReadOnly(data)) {
            acknowledged.assertThereOnceInOrder(simulator.streams().stream("s"), when);
        }
    }

    private static void awaitActive(URI endpoint, String when) {
        KinesisJson kinesis = new KinesisJson(endpoint);
        Awaitility.await(when + ": no stream is stuck in a transition").atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(5)).until(() -> kinesis
                .call("DescribeStreamSummary", Map.of("StreamName", "s")).at("/StreamDescriptionSummary/StreamStatus").asText().equals("ACTIVE"));
    }

    /** How soon a killed service is back, for people: what it takes depends on what else the machine does, so nothing is asserted of it. */
    private void printTimesToReady() {
        List<Long> millis = nanosToReady.stream().map(TimeUnit.NANOSECONDS::toMillis).sorted().toList();
        System.out.printf("serve: %d starts, process start to ready, class-data archive not used: median %d ms, longest %d ms%n",
                millis.size(), millis.get(millis.size() / 2), millis.get(millis.size() - 1));
    }
}
