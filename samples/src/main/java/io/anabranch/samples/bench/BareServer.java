package io.anabranch.samples.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32C;

/**
 * The least a server can do for a PutRecords: find the records, hash their keys, append one checked frame to a file, and answer as many bytes as the
 * real answer has. It checks no input, routes nothing, numbers nothing: a ceiling, not a peer.
 */
final class BareServer implements AutoCloseable {
    private static final String ENTRY = "{\"SequenceNumber\":\"49600000000000000000000000000000000000000000000000000000\",\"ShardId\":\"shardId-000000000000\"}";

    private final ServerSocketChannel accepting;
    private final FileChannel log;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final byte[] answer = answer();

    private BareServer(ServerSocketChannel accepting, FileChannel log) {
        this.accepting = accepting;
        this.log = log;
    }

    static BareServer start(Path file) throws IOException {
        ServerSocketChannel accepting = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        BareServer server = new BareServer(accepting, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        server.threads.execute(server::accept);
        return server;
    }

    private static byte[] answer() {
        String body = "{\"FailedRecordCount\":0,\"Records\":[" + (ENTRY + ",").repeat(PutBodies.RECORDS - 1) + ENTRY + "]}";
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    int port() throws IOException {
        return ((InetSocketAddress) accepting.getLocalAddress()).getPort();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = accepting.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                threads.execute(() -> serve(channel));
            }
        } catch (AsynchronousCloseException e) {
            // The server was closed: nothing more to accept.
        } catch (IOException e) {
            throw new IllegalStateException("cannot accept connections", e);
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            HttpMessage request = new HttpMessage(channel);
            RecordScan scan = new RecordScan();
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            ByteBuffer frame = ByteBuffer.allocateDirect(1 << 20);
            while (request.read()) {
                int count = scan.scan(request.bytes(), request.bodyStart(), request.end());
                fill(frame, request.bytes(), scan, count, md5);
                write(frame);
                ByteBuffer out = ByteBuffer.wrap(answer);
                while (out.hasRemaining()) channel.write(out);
            }
        } catch (ClosedChannelException e) {
            // The server was closed while it waited for a request.
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("the reference server failed", e);
        }
    }

    private static void fill(ByteBuffer frame, byte[] body, RecordScan scan, int count, MessageDigest md5) {
        frame.clear().position(8);
        for (int i = 0; i < count; i++) {
            md5.update(body, scan.keyAt[i], scan.keyLength[i]);
            byte[] hash = md5.digest();
            frame.put(hash[0]).putInt(scan.keyLength[i]).putInt(scan.dataLength[i]);
            frame.put(body, scan.keyAt[i], scan.keyLength[i]).put(scan.data, scan.dataAt[i], scan.dataLength[i]);
        }
        frame.flip();
        CRC32C crc = new CRC32C();
        crc.update(frame.duplicate().position(8));
        frame.putInt(0, frame.limit()).putInt(4, (int) crc.getValue());
    }

    private void write(ByteBuffer frame) throws IOException {
        synchronized (log) {
            while (frame.hasRemaining()) log.write(frame);
        }
    }

    @Override
    public void close() throws IOException {
        accepting.close();
        threads.shutdownNow();
        log.close();
    }
}
