package io.anabranch.samples.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/** Works over a number of connections at once, each with a thread of its own, once at least and for a while. */
final class LoadClient {
    private final LongSupplier nanos;

    LoadClient(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** What one connection does again and again. */
    interface Work {
        /** @return how much was done */
        long once(Connection connection, int number, int round) throws IOException;
    }

    /**
     * Sends ready made requests, the next one as soon as the last was answered. Blocks for the time asked for.
     *
     * @return answered requests a second
     */
    double send(int port, List<byte[]> requests, int connections, long forNanos) {
        return run(port, connections, forNanos, (connection, number, round) -> {
            connection.call(requests.get((number + round) % requests.size()));
            return 1;
        });
    }

    /** @return how much was done a second, by all connections together */
    double run(int port, int connections, long forNanos, Work work) {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long start = nanos.getAsLong();
            List<CompletableFuture<Long>> done = new ArrayList<>();
            for (int c = 0; c < connections; c++) {
                int number = c;
                done.add(CompletableFuture.supplyAsync(() -> drive(port, number, start + forNanos, work), threads));
            }
            long sum = done.stream().mapToLong(CompletableFuture::join).sum();
            return sum * 1e9 / (nanos.getAsLong() - start);
        } finally {
            threads.shutdownNow();
        }
    }

    private long drive(int port, int number, long endNanos, Work work) {
        try (Connection connection = new Connection(port)) {
            long done = 0;
            int round = 0;
            do {
                done += work.once(connection, number, round++);
            } while (nanos.getAsLong() < endNanos);
            return done;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
