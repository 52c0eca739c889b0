package io.anabranch.samples.streams;

import io.anabranch.samples.worker.Pause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/**
 * Puts records in their order, one request at a time; what the service did not take is put again before anything after it. So is what it may have taken when
 * the connection is lost: such records may be there twice. Waits about a minute for a service that is away. Not thread-safe.
 */
public final class RecordPutter {
    private static final int MAX_RECORDS = 500;
    private static final long MAX_BYTES = 4 << 20;
    private static final int MAX_ATTEMPTS = 64;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    private final KinesisAsyncClient kinesis;
    private final String stream;
    private final Pause pause;
    private final Consumer<Throwable> outage;
    private final List<PutRecordsRequestEntry> waiting = new ArrayList<>();
    private long waitingBytes;
    private long records;
    private long bytes;

    /**
     * @param kinesis stays open
     * @param outage  told when the service is away, before it is waited for
     */
    public RecordPutter(KinesisAsyncClient kinesis, String stream, Pause pause, Consumer<Throwable> outage) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.pause = pause;
        this.outage = outage;
    }

    /** Takes a record; it is put no later than {@link #flush}. */
    public void put(String partitionKey, ByteBuffer data) throws IOException, InterruptedException {
        int size = data.remaining();
        if (waiting.size() == MAX_RECORDS || waitingBytes + size > MAX_BYTES && !waiting.isEmpty()) flush();
        waiting.add(PutRecordsRequestEntry.builder().partitionKey(partitionKey).data(SdkBytes.fromByteBuffer(data.duplicate())).build());
        waitingBytes += size;
    }

    /** Puts what waits; when it returns everything given so far is acknowledged. */
    public void flush() throws IOException, InterruptedException {
        List<PutRecordsRequestEntry> left = List.copyOf(waiting);
        long pauseMillis = FIRST_PAUSE_MILLIS;
        for (int attempt = 1; !left.isEmpty(); attempt++) {
            int before = left.size();
            left = refused(left, attempt);
            if (left.isEmpty()) break;
            if (left.size() < before) attempt = 1;
            pause.millis(pauseMillis);
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
        }
        records += waiting.size();
        bytes += waitingBytes;
        waiting.clear();
        waitingBytes = 0;
    }

    private List<PutRecordsRequestEntry> refused(List<PutRecordsRequestEntry> entries, int attempt) throws IOException {
        try {
            PutRecordsResponse answer = kinesis.putRecords(request -> request.streamName(stream).records(entries)).join();
            List<PutRecordsRequestEntry> refused = new ArrayList<>();
            String reason = "";
            for (int i = 0; i < entries.size(); i++) {
                if (answer.records().get(i).errorCode() == null) continue;
                refused.add(entries.get(i));
                reason = answer.records().get(i).errorMessage();
            }
            if (!refused.isEmpty() && attempt == MAX_ATTEMPTS) throw new IOException("the service does not take records: " + reason);
            return refused;
        } catch (CompletionException e) {
            boolean away = isAway(e);
            if (attempt == MAX_ATTEMPTS || !away && !isWorthTrying(e.getCause())) throw e;
            if (away && attempt == 1) outage.accept(e);
            return entries;
        }
    }

    private static boolean isWorthTrying(@Nullable Throwable failure) {
        return failure instanceof SdkException sdk && sdk.retryable();
    }

    /** No answer came, so nobody knows what was taken. */
    private static boolean isAway(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).anyMatch(cause -> cause instanceof IOException || cause instanceof TimeoutException);
    }

    /** Acknowledged so far. */
    public long records() {
        return records;
    }

    /** Data acknowledged so far, without keys. */
    public long bytes() {
        return bytes;
    }
}
