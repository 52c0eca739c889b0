package io.anabranch.lease.model;

/**
 * Names one lease. A group of leases ({@code stream}) shares a start position and a directory in the store; {@code shard} names one lease in it.
 * Both become part of a node's path, so neither may be empty or hold a slash or a control character.
 */
public record LeaseKey(String stream, String shard) implements Comparable<LeaseKey> {
    public LeaseKey {
        requireNodeName("stream", stream);
        requireNodeName("shard", shard);
    }

    /** The key that {@link #toString} prints. */
    public static LeaseKey parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) throw new IllegalArgumentException("not a lease (stream/shard): '" + text + "'");
        return new LeaseKey(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(LeaseKey other) {
        int byStream = stream.compareTo(other.stream);
        return byStream != 0 ? byStream : shard.compareTo(other.shard);
    }

    @Override
    public String toString() {
        return stream + "/" + shard;
    }

    private static void requireNodeName(String what, String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.chars().anyMatch(c -> c == '/' || c < ' ')) {
            throw new IllegalArgumentException(what + " is not a node name: '" + name + "'");
        }
    }
}
