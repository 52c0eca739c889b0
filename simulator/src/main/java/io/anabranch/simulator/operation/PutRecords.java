package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.ListShape;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.Stream;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.StreamMeters;
import io.anabranch.simulator.stream.StreamMetric;
import io.anabranch.simulator.stream.StreamTimer;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.OutputBuffer;
import io.anabranch.simulator.wire.PutAnswer;
import io.anabranch.simulator.wire.PutRequest;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireValue;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts up to 500 records; each of them may fail by itself. */
final class PutRecords extends PutOperation {
    PutRecords(Streams streams, StreamReference reference) {
        super(
                streams,
                reference,
                keyRequired -> StreamReference.shape("PutRecordsInput")
                        .required(
                                "Records",
                                new ListShape(
                                        withRecord(new StructureShape("PutRecordsRequestEntry"), keyRequired), 1, PutRequest.MAX_RECORDS)));
    }

    @Override
    public String name() {
        return "PutRecords";
    }

    @Override
    boolean scan(PutRequest request, WireFormat format, byte[] body) {
        return request.scanRecords(format, body);
    }

    @Override
    void checkSize(Input input) {
        if (input.structures("Records").stream().mapToLong(PutRecords::size).sum() > PutRequest.MAX_REQUEST_BYTES) {
            throw new StreamException(ErrorType.INVALID_ARGUMENT, "Records size exceeds 10 MB limit");
        }
    }

    @Override
    List<WireValue> entries(WireValue.Structure input) {
        return input.members().get("Records") instanceof WireValue.Items records ? records.values() : List.of();
    }

    @Override
    void fill(PutBatch batch, Input input, Stream stream) {
        input.structures("Records").forEach(record -> add(batch, record));
    }

    @Override
    String dataPath(int record) {
        return "records." + (record + 1) + ".member.data";
    }

    private static long size(Input record) {
        return (long) record.requiredBytes("Data").length + record.text("PartitionKey").map(key -> key.getBytes(StandardCharsets.UTF_8).length).orElse(0);
    }

    @Override
    OutputBuffer write(WireFormat format, PutBatch batch) {
        return PutAnswer.in(format).records(batch);
    }

    @Override
    StreamTimer timer() {
        return StreamTimer.PUT_RECORDS;
    }

    @Override
    void count(PutBatch batch, StreamMeters meters) {
        int failed = batch.failedCount();
        meters.add(StreamMetric.PUT_RECORDS_SUCCESS, failed < batch.count() ? 1 : 0);
        meters.add(StreamMetric.PUT_RECORDS_BYTES, batch.storedBytes());
        meters.add(StreamMetric.PUT_RECORDS_TOTAL_RECORDS, batch.count());
        meters.add(StreamMetric.PUT_RECORDS_SUCCESSFUL_RECORDS, batch.count() - failed);
        if (failed == 0) return;
        int throttled = batch.failedCount(ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED);
        meters.add(StreamMetric.PUT_RECORDS_THROTTLED_RECORDS, throttled);
        meters.add(StreamMetric.PUT_RECORDS_FAILED_RECORDS, failed - throttled);
    }
}
