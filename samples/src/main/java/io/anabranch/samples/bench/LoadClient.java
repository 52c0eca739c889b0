package io.anabranch.samples.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    double send(InetSocketAddress address, List<byte[]> requests, int connections, long forNanos) throws IOException {
        return run(address, connections, forNanos, (connection, number, round) -> {
            connection.call(requests.get((number + round) % requests.size()));
            return 1;
        });
    }

    /**
     * @return how much was done a second, by all connections together
     * @throws IOException if one of them failed
     */
    double run(InetSocketAddress address, int connections, long forNanos, Work work) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long start = nanos.getAsLong();
            List<Future<Long>> done = new ArrayList<>();
            for (int c = 0; c < connections; c++) {
                int number = c;
                done.add(threads.submit(() -> drive(address, number, start + forNanos, work)));
            }
            long sum = 0;
            for (Future<Long> one : done) sum += one.get();
            return sum * 1e9 / (nanos.getAsLong() - start);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            threads.shutdownNow(); // a connection that waits is closed by it
        }
    }

    private long drive(InetSocketAddress address, int number, long endNanos, Work work) throws IOException {
        try (Connection connection = new Connection(address)) {
            long done = 0;
            int round = 0;
            do {
                done += work.once(connection, number, round++);
            } while (nanos.getAsLong() < endNanos);
            return done;
        }
    }
}
