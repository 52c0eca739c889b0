package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.SequenceNumber;
import io.anabranch.simulator.stream.Shard;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.StreamException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a request wants reading to begin.
 *
 * @param number as the caller gave it
 */
record ShardPosition(Type type, Optional<String> number, Optional<Instant> timestamp) {
    /** In the service's order. */
    enum Type {
        AFTER_SEQUENCE_NUMBER,
        LATEST,
        AT_TIMESTAMP,
        AT_SEQUENCE_NUMBER,
        TRIM_HORIZON
    }

    /**
     * The shard it is asked of.
     *
     * @param operation as the texts of refusals name it
     */
    record Place(String operation, Shard shard, String stream, String account, long nowMillis) {}

    static TextShape typeShape() {
        return TextShape.oneOf(Arrays.stream(Type.values()).map(Enum::name).toArray(String[]::new));
    }

    static TextShape numberShape() {
        return TextShape.any().pattern("0|([1-9]\\d{0,128})");
    }

    /**
     * The index read first; LATEST is the one of the record to come.
     *
     * @throws StreamException INVALID_ARGUMENT if what it is given does not belong to its type, or to the shard
     */
    long index(Place place) {
        boolean byNumber = type == Type.AT_SEQUENCE_NUMBER || type == Type.AFTER_SEQUENCE_NUMBER;
        if (byNumber != number.isPresent()) {
            throw invalid("Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or"
                    + " LATEST and no StartingSequenceNumber. Request specified " + type + " and " + (byNumber ? "no" : "also a")
                    + " StartingSequenceNumber.");
        }
        Shard shard = place.shard;
        return switch (type) {
            case TRIM_HORIZON -> shard.firstIndex();
            case LATEST -> shard.nextIndex();
            case AT_SEQUENCE_NUMBER -> shard.indexOf(number(place), false);
            case AFTER_SEQUENCE_NUMBER -> shard.indexOf(number(place), true);
            case AT_TIMESTAMP -> shard.indexAt(timestamp(place.nowMillis));
        };
    }

    private SequenceNumber number(Place place) {
        String text = number.orElseThrow();
        ShardId shard = place.shard.id();
        String used = "StartingSequenceNumber " + text + " used in " + place.operation + " on shard " + shard + " in stream " + place.stream
                + " under account " + place.account + " is invalid";
        SequenceNumber given = SequenceNumber.parse(text).orElseThrow(() -> invalid(used + "."));
        if (given.shardIndex() != shard.index()) {
            throw invalid("Invalid StartingSequenceNumber. It encodes " + new ShardId(given.shardIndex())
                    + ", while it was used in a call to a shard with " + shard);
        }
        if (given.creationSecond() != place.shard.description().starting().creationSecond()) {
            throw invalid(used + " because it did not come from this stream.");
        }
        return given;
    }

    private Instant timestamp(long nowMillis) {
        Instant given = timestamp.orElseThrow(() -> invalid(
                "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current request has no timestamp parameter."));
        if (given.toEpochMilli() > nowMillis) {
            throw invalid("The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: "
                    + given.toEpochMilli() + ", currentTimestampInMillis: " + nowMillis);
        }
        return given;
    }

    private static StreamException invalid(String text) {
        return new StreamException(ErrorType.INVALID_ARGUMENT, text);
    }
}
