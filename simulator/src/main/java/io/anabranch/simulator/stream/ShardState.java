package io.anabranch.simulator.stream;

import java.time.Instant;
import java.util.Optional;

/**
 * One shard as the journal has it.
 *
 * @param parent         {@link #NONE} or an index
 * @param adjacentParent {@link #NONE} or an index
 * @param creationSecond stands in the sequence numbers; later than the parents' one
 * @param openedMillis   when it began to take records
 * @param closedMillis   {@link #NONE} while it is open
 */
record ShardState(
        int index, int parent, int adjacentParent, HashKeyRange range, long creationSecond, long openedMillis, long closedMillis) {
    static final int NONE = -1;

    static ShardState first(int index, HashKeyRange range, long creationSecond, long nowMillis) {
        return new ShardState(index, NONE, NONE, range, creationSecond, nowMillis, NONE);
    }

    ShardState closed(long nowMillis) {
        return new ShardState(index, parent, adjacentParent, range, creationSecond, openedMillis, nowMillis);
    }

    boolean isClosed() {
        return closedMillis != NONE;
    }

    ShardId id() {
        return new ShardId(index);
    }

    ShardDescription describe(ShardOrigin origin) {
        return new ShardDescription(
                id(),
                idOf(parent),
                idOf(adjacentParent),
                range,
                origin.starting(),
                isClosed() ? Optional.of(origin.ending(Math.floorDiv(closedMillis, 1000L))) : Optional.empty(),
                Instant.ofEpochMilli(openedMillis),
                isClosed() ? Optional.of(Instant.ofEpochMilli(closedMillis)) : Optional.empty());
    }

    private static Optional<ShardId> idOf(int index) {
        return index == NONE ? Optional.empty() : Optional.of(new ShardId(index));
    }
}
