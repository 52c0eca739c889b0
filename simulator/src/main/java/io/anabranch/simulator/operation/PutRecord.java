package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.SequenceNumber;
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
import java.util.List;

/** Puts one record. */
final class PutRecord extends PutOperation {
    private final Streams streams;

    PutRecord(Streams streams, StreamReference reference) {
        super(
                streams,
                reference,
                keyRequired -> withRecord(StreamReference.shape("PutRecordInput"), keyRequired)
                        .optional("SequenceNumberForOrdering", TextShape.any().pattern("0|([1-9]\\d{0,128})")));
        this.streams = streams;
    }

    @Override
    public String name() {
        return "PutRecord";
    }

    @Override
    boolean scan(PutRequest request, WireFormat format, byte[] body) {
        return request.scanRecord(format, body);
    }

    @Override
    List<WireValue> entries(WireValue.Structure input) {
        return List.of(input);
    }

    @Override
    void fill(PutBatch batch, Input input, Stream stream) {
        add(batch, input);
        input.text("SequenceNumberForOrdering").ifPresent(text -> checkOrdering(text, stream));
    }

    @Override
    String dataPath(int record) {
        return "data";
    }

    /** Every record orders after those put before it, so a number that is one and lies in the past holds already. */
    private void checkOrdering(String text, Stream stream) {
        if (stream.spreads()) {
            throw new StreamException(
                    ErrorType.INVALID_ARGUMENT,
                    "SequenceNumberForOrdering cannot be used with stream " + stream.description().name() + " under account " + account()
                            + ", whose RecordDistributionStrategy is AUTO.");
        }
        long nowSeconds = streams.nowMillis() / 1000;
        if (SequenceNumber.parse(text).filter(number -> number.arrivalSecond() <= nowSeconds + 1).isEmpty()) {
            throw new StreamException(
                    ErrorType.INVALID_ARGUMENT,
                    "ExclusiveMinimumSequenceNumber " + text + " used in PutRecord on stream " + stream.description().name() + " under account " + account()
                            + " is invalid.");
        }
    }

    @Override
    OutputBuffer write(WireFormat format, PutBatch batch) {
        StreamException failure = batch.failure(0);
        if (failure != null) {
            throw failure;
        }
        return PutAnswer.in(format).record(batch);
    }

    @Override
    StreamTimer timer() {
        return StreamTimer.PUT_RECORD;
    }

    @Override
    void count(PutBatch batch, StreamMeters meters) {
        if (batch.failedCount() > 0) return;
        meters.add(StreamMetric.PUT_RECORD_SUCCESS, 1);
        meters.add(StreamMetric.PUT_RECORD_BYTES, batch.storedBytes());
    }
}
