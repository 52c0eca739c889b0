package io.anabranch.simulator.operation;

import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.StreamException;
import java.time.Instant;
import java.util.Optional;

/**
 * Which shards ListShards tells. A shard is open at a moment from its creation until it closes; a child is created when its parents close, so the
 * shards open at one moment always cover all hash keys once, which consumers rely on at their first look.
 *
 * @param shard     for AFTER_SHARD_ID
 * @param timestamp for the types that ask for one
 */
record ShardFilter(Type type, Optional<ShardId> shard, Optional<Instant> timestamp) {
    enum Type {
        AFTER_SHARD_ID,
        AT_TRIM_HORIZON,
        FROM_TRIM_HORIZON,
        AT_LATEST,
        AT_TIMESTAMP,
        FROM_TIMESTAMP
    }

    static final ShardFilter DEFAULT = new ShardFilter(Type.FROM_TRIM_HORIZON, Optional.empty(), Optional.empty());

    ShardFilter {
        if ((type == Type.AT_TIMESTAMP || type == Type.FROM_TIMESTAMP) && timestamp.isEmpty()) {
            throw invalid("Timestamp must be provided for ShardFilter type " + type + ".");
        }
        if (type == Type.AFTER_SHARD_ID && shard.isEmpty()) {
            throw invalid("ShardId must be provided for ShardFilter type " + type + ".");
        }
    }

    private static StreamException invalid(String text) {
        return new StreamException(ErrorType.INVALID_ARGUMENT, text);
    }

    boolean admits(ShardDescription each, StreamDescription stream, Instant now) {
        Instant horizon = later(Instant.ofEpochMilli(stream.config().horizonMillis(now.toEpochMilli())), stream.created());
        return switch (type) {
            case AFTER_SHARD_ID -> shard.map(start -> each.id().compareTo(start) > 0).orElse(true) && openSince(each, horizon);
            case AT_TRIM_HORIZON -> openAt(each, horizon, stream);
            case FROM_TRIM_HORIZON -> openSince(each, horizon);
            case AT_LATEST -> !each.isClosed();
            case AT_TIMESTAMP -> openAt(each, later(timestamp.orElse(horizon), horizon), stream);
            case FROM_TIMESTAMP -> openSince(each, later(timestamp.orElse(horizon), horizon));
        };
    }

    private static boolean openAt(ShardDescription each, Instant moment, StreamDescription stream) {
        boolean first = each.parents().isEmpty() && !moment.isAfter(stream.created());
        boolean begun = first || !each.created().isAfter(moment);
        return begun && each.closed().map(closed -> closed.isAfter(moment)).orElse(true);
    }

    private static boolean openSince(ShardDescription each, Instant moment) {
        return each.closed().map(closed -> !closed.isBefore(moment)).orElse(true);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
