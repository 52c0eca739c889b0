package io.anabranch.samples.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/** Sends ready made requests over a number of connections, each the next one as soon as the last was answered. */
final class LoadClient {
    private final LongSupplier nanos;

    LoadClient(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Blocks for the time asked for.
     *
     * @return answered requests a second
     */
    double run(int port, List<byte[]> requests, int connections, long forNanos) {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long start = nanos.getAsLong();
            List<CompletableFuture<Integer>> answered = new ArrayList<>();
            for (int c = 0; c < connections; c++) {
                int first = c;
                answered.add(CompletableFuture.supplyAsync(() -> drive(port, requests, first, start + forNanos), threads));
            }
            long sum = answered.stream().mapToLong(CompletableFuture::join).sum();
            return sum * 1e9 / (nanos.getAsLong() - start);
        } finally {
            threads.shutdownNow();
        }
    }

    private int drive(int port, List<byte[]> requests, int first, long endNanos) {
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            HttpMessage answer = new HttpMessage(channel);
            int answered = 0;
            while (nanos.getAsLong() < endNanos) {
                ByteBuffer request = ByteBuffer.wrap(requests.get((first + answered) % requests.size()));
                while (request.hasRemaining()) channel.write(request);
                if (!answer.read() || !answer.startsWith("HTTP/1.1 200")) throw new IOException("unexpected answer: " + answer);
                answered++;
            }
            return answered;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
