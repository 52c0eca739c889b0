package io.anabranch.samples.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A subscription that only looks whether a record came. Not thread-safe. */
final class Subscriber implements AutoCloseable {
    private static final byte[] RECORD = "PartitionKey".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(1 << 16);

    private Subscriber(SocketChannel channel) {
        this.channel = channel;
    }

    /** Subscribes to the tip of the only shard. Blocks until the subscription has begun. */
    static Subscriber open(int port, Format format, String consumerArn) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ByteBuffer request = ByteBuffer.wrap(Requests.subscribe(format, consumerArn));
        while (request.hasRemaining()) channel.write(request);
        Subscriber subscriber = new Subscriber(channel);
        subscriber.await("SubscribeToShardEvent".getBytes(StandardCharsets.US_ASCII));
        return subscriber;
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
