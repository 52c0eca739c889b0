package io.anabranch.samples.bench;

import io.anabranch.samples.worker.Pause;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A stream at a peer, made for one turn and deleted after it, so that what one turn left behind is not the next one's burden. Control calls are in JSON,
 * which every peer speaks. Not thread-safe.
 */
final class PeerStream implements AutoCloseable {
    private static final int POLL_MILLIS = 20;
    private static final int MOST_POLLS = 1500;
    private static final int MOST = 10_000;

    private final Connection connection;
    private final InetSocketAddress address;
    private final int shards;
    private final Pause pause;

    private PeerStream(Connection connection, InetSocketAddress address, int shards, Pause pause) {
        this.connection = connection;
        this.address = address;
        this.shards = shards;
        this.pause = pause;
    }

    /**
     * Blocks until the stream is ACTIVE.
     *
     * @throws IOException if the peer cannot be reached or refuses, as it does if there is a stream of this name already
     */
    static PeerStream create(Peer peer, int shards, Pause pause) throws IOException {
        Connection connection = new Connection(peer.address());
        try {
            connection.call(Requests.create(shards));
            PeerStream stream = new PeerStream(connection, peer.address(), shards, pause);
            stream.await("ACTIVE", () -> stream.describe().contains("\"ACTIVE\""));
            return stream;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Registers a consumer. Blocks until it is ACTIVE. @return its ARN */
    String consumer() throws IOException {
        String stream = Connection.text(connection.call(Requests.describe()), "StreamARN");
        String consumer = Connection.text(connection.call(Requests.register(stream, "bench")), "ConsumerARN");
        await("ACTIVE", () -> connection.exchange(Requests.describeConsumer(consumer)).body().contains("\"ACTIVE\""));
        return consumer;
    }

    private String describe() throws IOException {
        return connection.exchange(Requests.describe()).body();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(String what, Condition condition) throws IOException {
        try {
            for (int polls = 0; !condition.holds(); polls++) {
                if (polls == MOST_POLLS) throw new IOException("not " + what + " after " + MOST_POLLS * POLL_MILLIS / 1000 + " s");
                pause.millis(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /**
     * Puts one request of records into the empty stream and reads them again.
     *
     * @param records of which the first {@code count} are in the request
     * @throws IOException that says what is wrong, if not every payload comes back as it was put
     */
    void requireRight(Format format, byte[] put, SampleRecords records, int count) throws IOException {
        int acknowledged = connection.call(put).count("SequenceNumber");
        if (acknowledged != count) throw new IOException("its " + format + " answer names " + acknowledged + " of " + count + " sequence numbers");
        int[] found = new int[1];
        long read = 0;
        for (int shard = 0; shard < shards; shard++) read += read(connection, format, shard, MOST, answer -> found[0] += payloads(format, answer, records, count));
        if (read != count) throw new IOException("GetRecords in " + format + " brings " + read + " of " + count + " records");
        if (found[0] != count) throw new IOException("GetRecords in " + format + " brings " + found[0] + " of " + count + " payloads as they were put");
    }

    private static int payloads(Format format, HttpMessage answer, SampleRecords records, int count) {
        String body = new String(answer.bytes(), answer.bodyStart(), answer.end() - answer.bodyStart(), StandardCharsets.ISO_8859_1);
        String unescaped = body.replace("\\/", "/"); // as JSON may have it
        int found = 0;
        for (int i = 0; i < count; i++) if (holds(body, unescaped, format, records.payloads[i])) found++;
        return found;
    }

    /** In CBOR some write a payload as they do in JSON, which the SDKs read as well. */
    private static boolean holds(String body, String unescaped, Format format, byte[] payload) {
        boolean inBase64 = unescaped.contains(Base64.getEncoder().encodeToString(payload));
        return inBase64 || format == Format.CBOR && body.contains(new String(payload, StandardCharsets.ISO_8859_1));
    }

    private interface Answers {
        void take(HttpMessage answer);
    }

    /** Reads a shard from its first record on, until an answer brings none: not every peer says truly how far it is behind. @return how many came */
    static long read(Connection connection, Format format, int shard, int limit) throws IOException {
        return read(connection, format, shard, limit, answer -> {});
    }

    private static long read(Connection connection, Format format, int shard, int limit, Answers answers) throws IOException {
        String iterator = Connection.text(connection.call(Requests.iterator(shard, "TRIM_HORIZON")), "ShardIterator");
        long read = 0;
        while (true) {
            HttpMessage answer = connection.call(Requests.get(format, iterator, limit));
            int records = answer.count("PartitionKey");
            if (records == 0) return read;
            answers.take(answer);
            read += records;
            iterator = Connection.text(answer, "NextShardIterator");
        }
    }

    /** Puts so many requests, or as many as the time allows; one at least. @return how many */
    long fill(List<byte[]> puts, long most, BooleanSupplier timeIsOver) throws IOException {
        long put = 0;
        do connection.call(puts.get((int) (put++ % puts.size()))); while (put < most && !timeIsOver.getAsBoolean());
        return put;
    }

    /** Deletes the stream. Blocks until it is gone. */
    @Override
    public void close() throws IOException {
        try (connection) {
            connection.call(Requests.delete());
            await("gone", () -> !connection.exchange(Requests.describe()).startsWith(Connection.OK));
        }
    }
}
