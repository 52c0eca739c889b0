package io.anabranch.samples.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A subscription that only looks whether a record came. Not thread-safe. */
final class Subscriber implements AutoCloseable {
    private static final byte[] RECORD = "PartitionKey".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(1 << 14);

    private Subscriber(SocketChannel channel) {
        this.channel = channel;
    }

    /** Subscribes to the tip of a shard. Blocks until the subscription has begun. */
    static Subscriber open(InetSocketAddress address, Format format, String consumerArn, int shard) throws IOException {
        Subscriber subscriber = begin(address, format, consumerArn, shard);
        subscriber.awaitBegun();
        return subscriber;
    }

    /** As {@link #open}, but does not wait. */
    static Subscriber begin(InetSocketAddress address, Format format, String consumerArn, int shard) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ByteBuffer request = ByteBuffer.wrap(Requests.subscribe(format, consumerArn, shard));
        while (request.hasRemaining()) channel.write(request);
        return new Subscriber(channel);
    }

    void awaitBegun() throws IOException {
        await("SubscribeToShardEvent".getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads what has come and does not block. @throws EOFException if the subscription ended */
    void requireOpen() throws IOException {
        channel.configureBlocking(false);
        for (int read = 1; read > 0; read = channel.read(received.clear())) {
            // nothing of it is looked at
        }
        if (channel.read(received.clear()) < 0) throw new EOFException("the subscription ended");
    }

    /** Blocks until the next event with a record. */
    void awaitRecord() throws IOException {
        await(RECORD);
    }

    private void await(byte[] text) throws IOException {
        int from = 0;
        while (!contains(text, from)) {
            from = Math.max(0, received.position() - text.length + 1);
            if (!received.hasRemaining() || channel.read(received) < 0) throw new EOFException("the subscription ended: " + head());
        }
        received.clear();
    }

    private boolean contains(byte[] text, int from) {
        for (int at = from; at <= received.position() - text.length; at++) {
            int matching = 0;
            while (matching < text.length && received.get(at + matching) == text[matching]) matching++;
            if (matching == text.length) return true;
        }
        return false;
    }

    private String head() {
        return new String(received.array(), 0, Math.min(received.position(), 500), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
