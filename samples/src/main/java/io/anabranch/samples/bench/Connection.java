package io.anabranch.samples.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client's connection: one request, its answer, the next request. Not thread-safe. */
final class Connection implements AutoCloseable {
    static final String OK = "HTTP/1.1 200";

    private final SocketChannel channel;
    private final HttpMessage answer;

    Connection(InetSocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        answer = new HttpMessage(channel);
    }

    /** A port of this machine. */
    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /**
     * Blocks until the answer is there, which is good until the next call.
     *
     * @throws IOException if it is not a 200
     */
    HttpMessage call(byte[] request) throws IOException {
        if (!exchange(request).startsWith(OK)) throw new IOException("unexpected answer: " + answer);
        return answer;
    }

    /** As {@link #call}, whatever the answer says. */
    HttpMessage exchange(byte[] request) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(request);
        while (out.hasRemaining()) channel.write(out);
        if (!answer.read()) throw new EOFException("the connection was closed instead of an answer");
        return answer;
    }

    /**
     * Reads a shard from its first record to its last.
     *
     * @param limit of records an answer, 1 to 10,000
     * @return the iterator behind the last one
     */
    String drain(Format format, int shard, int limit) throws IOException {
        String iterator = text(call(Requests.iterator(shard, "TRIM_HORIZON")), "ShardIterator");
        boolean more = true;
        while (more) {
            HttpMessage got = call(Requests.get(format, iterator, limit));
            more = !caughtUp(got);
            iterator = text(got, "NextShardIterator");
        }
        return iterator;
    }

    /** A text member of an answer in either format; the last of that name. */
    static String text(HttpMessage answer, String member) throws IOException {
        int at = answer.findLast(member);
        if (at < 0) throw new IOException("no " + member + " in the answer: " + answer);
        return answer.bytes()[at - 1] == '"' ? json(answer, at + member.length() + 1) : cbor(answer.bytes(), at + member.length());
    }

    private static String json(HttpMessage answer, int afterName) {
        int start = answer.find("\"", afterName) + 1;
        return new String(answer.bytes(), start, answer.find("\"", start) - start, StandardCharsets.US_ASCII);
    }

    private static String cbor(byte[] bytes, int head) {
        int small = bytes[head] & 0x1f;
        int extra = small < 24 ? 0 : 1 << (small - 24);
        int length = extra == 0 ? small : 0;
        for (int i = 1; i <= extra; i++) length = length << 8 | bytes[head + i] & 0xff;
        return new String(bytes, head + 1 + extra, length, StandardCharsets.US_ASCII);
    }

    /** True if the answer of a GetRecords says that nothing is left. */
    static boolean caughtUp(HttpMessage answer) throws IOException {
        String member = "MillisBehindLatest";
        int at = answer.findLast(member);
        if (at < 0) throw new IOException("no " + member + " in the answer: " + answer);
        int value = at + member.length();
        boolean json = answer.bytes()[at - 1] == '"';
        return json ? answer.bytes()[value + 2] == '0' : answer.bytes()[value] == 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
