package io.anabranch.samples.serve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two soaked services side by side, one of each durability, for {@code -Dsoak.minutes=10}: {@code mvn -Psoak test -pl samples -am}. Linux only. */
class Soak {
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("soak.minutes", 10));
    private static final long SEED = Long.getLong("seed", 20261120L);

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostAndNothingGrows() throws Exception {
        List<String> durabilities = List.of("os", "fsync");
        ExecutorService threads = Executors.newFixedThreadPool(durabilities.size());
        try {
            List<Future<String>> runs = new ArrayList<>();
            for (String durability : durabilities) {
                runs.add(threads.submit(new SoakedService(Files.createDirectories(folder.resolve(durability)), durability, LENGTH, SEED)));
            }
            for (Future<String> run : runs) System.out.println(run.get());
        } finally {
            threads.shutdownNow();
        }
    }
}
