package io.anabranch.samples.demo;

import io.anabranch.samples.flights.Flight;
import io.anabranch.samples.flights.FlightCodec;
import io.anabranch.samples.flights.Flights;
import io.anabranch.samples.worker.Pause;
import io.anabranch.schema.model.SchemaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Puts flights into the stream, 500 at most a request, one request at a time, at the pace it is given, on a thread of its own. What failed is put
 * again before anything after it.
 */
final class FlightProducer implements Runnable {
    private static final int MAX_RECORDS = 500;
    private static final long TICK_MILLIS = 100;

    private final KinesisAsyncClient kinesis;
    private final String stream;
    private final FlightCodec codec;
    private final Flights flights = Flights.load();
    private final long records;
    private final Pace pace;
    private final Pause pause;
    private final Ledger ledger = new Ledger();
    private volatile @Nullable Exception failure;

    FlightProducer(KinesisAsyncClient kinesis, String stream, FlightCodec codec, long records, Pause pause) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.codec = codec;
        this.records = records;
        this.pace = new Pace(records);
        this.pause = pause;
    }

    Pace pace() {
        return pace;
    }

    Ledger ledger() {
        return ledger;
    }

    /** What ended production before its time. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    boolean done() {
        return ledger.size() >= records;
    }

    @Override
    public void run() {
        try {
            long sent = 0;
            while (sent < records) {
                long tick = pace.next(sent);
                for (long end = sent + tick; sent < end; ) sent += put(sent, (int) Math.min(MAX_RECORDS, end - sent));
                if (sent < records) pause.millis(TICK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SchemaException | RuntimeException e) {
            failure = e;
        }
    }

    private int put(long first, int count) throws SchemaException {
        List<Flight> batch = new ArrayList<>();
        for (long id = first; id < first + count; id++) batch.add(flights.flight(id));
        for (List<Flight> left = batch; !left.isEmpty(); ) left = put(left);
        return count;
    }

    /** @return those that the stream did not take */
    private List<Flight> put(List<Flight> batch) throws SchemaException {
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        for (Flight flight : batch) entries.add(entry(flight));
        PutRecordsResponse response = send(entries);
        List<Flight> failed = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            PutRecordsResultEntry result = response.records().get(i);
            if (result.errorCode() != null) failed.add(batch.get(i));
            else ledger.acknowledged(batch.get(i), result.shardId(), result.sequenceNumber());
        }
        return failed;
    }

    private PutRecordsRequestEntry entry(Flight flight) throws SchemaException {
        return PutRecordsRequestEntry.builder().partitionKey(flight.partitionKey()).data(SdkBytes.fromByteArrayUnsafe(codec.encode(flight))).build();
    }

    private PutRecordsResponse send(List<PutRecordsRequestEntry> entries) {
        try {
            return kinesis.putRecords(request -> request.streamName(stream).records(entries)).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("PutRecords failed: " + e.getCause(), e);
        }
    }
}
