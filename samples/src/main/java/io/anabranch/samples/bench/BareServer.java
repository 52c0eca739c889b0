package io.anabranch.samples.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The least a server can do for puts and reads: find the records, hash their keys, append a checked frame to the file of each shard, and answer as
 * many bytes as the real answer has. It checks no input, gives no numbers, knows no limits: a ceiling, not a peer.
 */
final class BareServer implements AutoCloseable {
    private final ServerSocketChannel accepting;
    private final BareShard[] shards;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private BareServer(ServerSocketChannel accepting, BareShard[] shards) {
        this.accepting = accepting;
        this.shards = shards;
    }

    /** @param folder an existing one */
    static BareServer start(Path folder, int shardCount) throws IOException {
        BareShard[] shards = new BareShard[shardCount];
        for (int i = 0; i < shardCount; i++) shards[i] = new BareShard(folder.resolve("bare-" + i));
        ServerSocketChannel accepting = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        BareServer server = new BareServer(accepting, shards);
        server.threads.execute(server::accept);
        return server;
    }

    int port() throws IOException {
        return ((InetSocketAddress) accepting.getLocalAddress()).getPort();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = accepting.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                threads.execute(new BareConnection(channel, shards));
            }
        } catch (AsynchronousCloseException e) {
            // The server was closed: nothing more to accept.
        } catch (IOException e) {
            throw new IllegalStateException("cannot accept connections", e);
        }
    }

    @Override
    public void close() throws IOException {
        accepting.close();
        threads.shutdownNow();
        for (BareShard shard : shards) shard.close();
    }
}
