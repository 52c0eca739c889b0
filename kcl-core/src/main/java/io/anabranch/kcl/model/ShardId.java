package io.anabranch.kcl.model;

/** Name of a shard, as the service gives it, for example {@code shardId-000000000003}; orders by name, which is by age. */
public record ShardId(String value) implements Comparable<ShardId> {
    public ShardId {
        if (value.isBlank()) throw new IllegalArgumentException("shard id is blank");
    }

    @Override
    public int compareTo(ShardId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
