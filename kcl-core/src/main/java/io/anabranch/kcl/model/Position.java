package io.anabranch.kcl.model;

import java.time.Instant;

/** Where in a shard reading starts. {@link #encode()} is the form a checkpoint is stored in. */
public sealed interface Position {
    /** The oldest record the stream retains. */
    record TrimHorizon() implements Position {}

    /** Just after the newest record at the moment of asking. */
    record Latest() implements Position {}

    /** The first record that arrived at or after the instant (millisecond precision). */
    record AtTimestamp(Instant instant) implements Position {}

    /** The record with this number. */
    record At(SequenceNumber sequenceNumber) implements Position {}

    /** The record after the one with this number. */
    record After(SequenceNumber sequenceNumber) implements Position {}

    /** The shard was processed to its end. */
    record ShardEnd() implements Position {}

    static Position trimHorizon() {
        return new TrimHorizon();
    }

    static Position latest() {
        return new Latest();
    }

    static Position atTimestamp(Instant instant) {
        return new AtTimestamp(instant);
    }

    static Position after(SequenceNumber sequenceNumber) {
        return new After(sequenceNumber);
    }

    /** {@code TRIM_HORIZON}, {@code LATEST}, {@code AT_TIMESTAMP:millis}, {@code AT:digits}, digits alone for after, {@code SHARD_END}. */
    default String encode() {
        if (this instanceof TrimHorizon) return "TRIM_HORIZON";
        if (this instanceof Latest) return "LATEST";
        if (this instanceof ShardEnd) return "SHARD_END";
        if (this instanceof AtTimestamp at) return "AT_TIMESTAMP:" + at.instant().toEpochMilli();
        if (this instanceof At at) return "AT:" + at.sequenceNumber();
        return ((After) this).sequenceNumber().toString();
    }

    /** The reverse of {@link #encode()}; IllegalArgumentException for anything else. */
    static Position decode(String encoded) {
        return switch (encoded) {
            case "TRIM_HORIZON" -> new TrimHorizon();
            case "LATEST" -> new Latest();
            case "SHARD_END" -> new ShardEnd();
            default -> decodeWithValue(encoded);
        };
    }

    private static Position decodeWithValue(String encoded) {
        try {
            int colon = encoded.indexOf(':');
            if (colon < 0) return new After(SequenceNumber.of(encoded));
            String value = encoded.substring(colon + 1);
            if (encoded.startsWith("AT_TIMESTAMP:")) return new AtTimestamp(Instant.ofEpochMilli(Long.parseLong(value)));
            if (encoded.startsWith("AT:")) return new At(SequenceNumber.of(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a position: '" + encoded + "'", e);
        }
        throw new IllegalArgumentException("not a position: '" + encoded + "'");
    }
}
