package io.anabranch.simulator.operation;

import io.anabranch.simulator.operation.Calls.Told;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a stream must tell of its shards and records, worked out the long way: everything that ever was is kept and looked through. */
final class ModelStream {
    private static final long HOUR = 3_600_000;

    final TreeMap<Integer, ModelShard> shards = new TreeMap<>();
    final long createdMillis;
    private long retentionHours = 24;
    private long floorMillis;

    /** @param closedMillis {@link Long#MAX_VALUE} while it is open */
    record ModelShard(int index, Set<Integer> parents, BigInteger start, BigInteger end, long createdMillis, long closedMillis, List<ModelRecord> records) {
        boolean isOpen() {
            return closedMillis == Long.MAX_VALUE;
        }

        boolean isAliveAt(long millis) {
            return createdMillis <= millis && millis < closedMillis;
        }

        ModelShard closed(long millis) {
            return new ModelShard(index, parents, start, end, createdMillis, millis, records);
        }
    }

    record ModelRecord(String value, String sequenceNumber, long arrivalMillis) {}

    ModelStream(long createdMillis) {
        this.createdMillis = createdMillis;
    }

    void retention(long hours, long now) {
        floorMillis = horizon(now);
        retentionHours = hours;
    }

    long retentionHours() {
        return retentionHours;
    }

    long horizon(long now) {
        return Math.max(floorMillis, now - retentionHours * HOUR);
    }

    /** Takes over from the service which shards a change closed and made; that they are right is checked elsewhere. */
    void resharded(List<Told> told, long now) {
        for (Told each : told) {
            int index = index(each.text("ShardId").orElseThrow());
            boolean closed = each.structure("SequenceNumberRange").has("EndingSequenceNumber");
            ModelShard known = shards.computeIfAbsent(index, unused -> made(index, each, now));
            if (closed && known.isOpen()) shards.put(index, known.closed(now));
        }
    }

    private static ModelShard made(int index, Told told, long now) {
        Set<Integer> parents = java.util.stream.Stream.of("ParentShardId", "AdjacentParentShardId")
                .flatMap(member -> told.text(member).stream()).map(ModelStream::index).collect(Collectors.toUnmodifiableSet());
        Told range = told.structure("HashKeyRange");
        return new ModelShard(
                index,
                parents,
                new BigInteger(range.text("StartingHashKey").orElseThrow()),
                new BigInteger(range.text("EndingHashKey").orElseThrow()),
                now,
                Long.MAX_VALUE,
                new ArrayList<>());
    }

    static int index(String shardId) {
        return Integer.parseInt(shardId.substring("shardId-".length()));
    }

    List<ModelShard> open() {
        return shards.values().stream().filter(ModelShard::isOpen).sorted((a, b) -> a.start.compareTo(b.start)).toList();
    }

    ModelShard of(BigInteger hashKey) {
        return open().stream().filter(shard -> shard.start.compareTo(hashKey) <= 0 && hashKey.compareTo(shard.end) <= 0).findFirst().orElseThrow();
    }

    /** A closed shard goes with its last moment; the youngest never does. */
    boolean isSeen(ModelShard shard, long now) {
        return shard.closedMillis >= horizon(now) || shard.index == shards.lastKey();
    }

    List<ModelRecord> seen(ModelShard shard, long now) {
        return shard.records.stream().filter(record -> record.arrivalMillis >= horizon(now)).toList();
    }

    /** Indexes that a filter of ListShards must give. */
    List<Integer> filtered(ShardFilter.Type type, Optional<Integer> after, Optional<Long> timestamp, long now) {
        long horizon = Math.max(horizon(now), createdMillis);
        long moment = Math.max(horizon, timestamp.orElse(0L));
        return shards.values().stream()
                .filter(shard -> isSeen(shard, now))
                .filter(shard -> switch (type) {
                    case AFTER_SHARD_ID -> shard.index > after.orElseThrow();
                    case AT_TRIM_HORIZON -> shard.isAliveAt(horizon);
                    case FROM_TRIM_HORIZON -> true;
                    case AT_LATEST -> shard.isOpen();
                    case AT_TIMESTAMP -> shard.isAliveAt(moment);
                    case FROM_TIMESTAMP -> shard.closedMillis >= moment;
                })
                .map(ModelShard::index)
                .toList();
    }
}
