package io.anabranch.simulator.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Content of a journal entry: changes one after another, each a tag byte and its fields as {@link DataOutputStream} writes them (big-endian,
 * strings in modified UTF-8, byte strings with a length of 2 bytes).
 * <pre>
 * 1 origin:        region, account, iterator key
 * 2 stream, old:   key (8), name, stream id, status (name), pending, created millis (8), retention hours (4); owned by the origin of that moment
 * 3 shard:         stream key (8), index (4), parent (4), adjacent parent (4), range start, range end, creation second (8), opened (8), closed (8)
 * 4 stream gone:   key (8)
 * 5 stream:        key (8), name, account, region, folder, stream id, status (name), pending, created millis (8), attributes
 * 6 consumer:      stream key (8), name, status (name), created millis (8), attributes
 * 7 consumer gone: stream key (8), name
 * 8 account:       account, region, attributes
 * 9 shard gone:    stream key (8), index (4)
 *   pending:       0 none; 1 split, shard (4), new starting hash key; 2 merge, shard (4), adjacent shard (4); 3 other settings, attributes, an empty one is to be
 *                  removed; 4 scale, target (4)
 *   attributes:    count (4), name and value of each
 * </pre>
 */
final class ChangeCodec {
    private static final int ORIGIN = 1;
    private static final int STREAM = 2;
    private static final int SHARD = 3;
    private static final int GONE = 4;
    private static final int STREAM_OWNED = 5;
    private static final int CONSUMER = 6;
    private static final int CONSUMER_GONE = 7;
    private static final int ACCOUNT = 8;
    private static final int SHARD_GONE = 9;

    private ChangeCodec() {}

    static byte[] encode(List<? extends Change> changes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (Change change : changes) write(change, out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array cannot fail", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Change change, DataOutputStream out) throws IOException {
        if (change instanceof Change.Origin origin) {
            out.writeByte(ORIGIN);
            out.writeUTF(origin.region());
            out.writeUTF(origin.account());
            writeBytes(origin.iteratorKey(), out);
        } else if (change instanceof Change.StreamSet set) {
            out.writeByte(STREAM_OWNED);
            writeStream(set.stream(), out);
        } else if (change instanceof Change.ShardSet set) {
            out.writeByte(SHARD);
            out.writeLong(set.streamKey());
            writeShard(set.shard(), out);
        } else if (change instanceof Change.StreamGone gone) {
            out.writeByte(GONE);
            out.writeLong(gone.streamKey());
        } else if (change instanceof Change.ConsumerSet set) {
            out.writeByte(CONSUMER);
            writeConsumer(set, out);
        } else if (change instanceof Change.ConsumerGone gone) {
            out.writeByte(CONSUMER_GONE);
            out.writeLong(gone.streamKey());
            out.writeUTF(gone.name());
        } else if (change instanceof Change.ShardGone gone) {
            out.writeByte(SHARD_GONE);
            out.writeLong(gone.streamKey());
            out.writeInt(gone.shard());
        } else if (change instanceof Change.AccountSet set) {
            out.writeByte(ACCOUNT);
            writeIdentity(set.identity(), out);
            writeAttributes(set.attributes(), out);
        }
    }

    private static void writeStream(StreamState stream, DataOutputStream out) throws IOException {
        out.writeLong(stream.key());
        out.writeUTF(stream.name());
        writeIdentity(stream.owner(), out);
        out.writeUTF(stream.folder());
        out.writeUTF(stream.streamId());
        out.writeUTF(stream.status().name());
        writePending(stream.pending(), out);
        out.writeLong(stream.createdMillis());
        writeAttributes(stream.config().attributes(), out);
    }

    private static void writeConsumer(Change.ConsumerSet set, DataOutputStream out) throws IOException {
        out.writeLong(set.streamKey());
        out.writeUTF(set.consumer().name());
        out.writeUTF(set.consumer().status().name());
        out.writeLong(set.consumer().createdMillis());
        writeAttributes(set.consumer().attributes(), out);
    }

    private static void writeIdentity(Identity identity, DataOutputStream out) throws IOException {
        out.writeUTF(identity.account());
        out.writeUTF(identity.region());
    }

    private static void writeAttributes(Attributes attributes, DataOutputStream out) throws IOException {
        out.writeInt(attributes.values().size());
        for (Map.Entry<String, String> attribute : attributes.values().entrySet()) {
            out.writeUTF(attribute.getKey());
            out.writeUTF(attribute.getValue());
        }
    }

    private static void writePending(Optional<Pending> pending, DataOutputStream out) throws IOException {
        if (pending.isEmpty()) {
            out.writeByte(0);
        } else if (pending.get() instanceof Reshard.Split split) {
            out.writeByte(1);
            out.writeInt(split.shard());
            writeBytes(split.newStartingHashKey().toByteArray(), out);
        } else if (pending.get() instanceof Reshard.Merge merge) {
            out.writeByte(2);
            out.writeInt(merge.shard());
            out.writeInt(merge.adjacent());
        } else if (pending.get() instanceof Reshard.Scale scale) {
            out.writeByte(4);
            out.writeInt(scale.target());
        } else if (pending.get() instanceof Pending.Configure configure) {
            out.writeByte(3);
            writeAttributes(configure.changes(), out);
        }
    }

    private static void writeShard(ShardState shard, DataOutputStream out) throws IOException {
        out.writeInt(shard.index());
        out.writeInt(shard.parent());
        out.writeInt(shard.adjacentParent());
        writeBytes(shard.range().start().toByteArray(), out);
        writeBytes(shard.range().end().toByteArray(), out);
        out.writeLong(shard.creationSecond());
        out.writeLong(shard.openedMillis());
        out.writeLong(shard.closedMillis());
    }

    private static void writeBytes(byte[] value, DataOutputStream out) throws IOException {
        out.writeShort(value.length);
        out.write(value);
    }

    /**
     * @param home owner of the streams that do not name one
     * @throws IOException if the entry holds what this version does not know
     */
    static List<Change> decode(byte[] entry, Optional<Identity> home) throws IOException {
        List<Change> changes = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry))) {
            while (in.available() > 0) changes.add(read(in, home));
        }
        return changes;
    }

    private static Change read(DataInputStream in, Optional<Identity> home) throws IOException {
        int tag = in.readByte();
        return switch (tag) {
            case ORIGIN -> new Change.Origin(in.readUTF(), in.readUTF(), readBytes(in));
            case STREAM -> new Change.StreamSet(readOldStream(in, home.orElseThrow(() -> new IOException("a stream of nobody"))));
            case SHARD -> new Change.ShardSet(in.readLong(), readShard(in));
            case SHARD_GONE -> new Change.ShardGone(in.readLong(), in.readInt());
            case GONE -> new Change.StreamGone(in.readLong());
            case STREAM_OWNED -> new Change.StreamSet(readStream(in));
            case CONSUMER -> new Change.ConsumerSet(in.readLong(), readConsumer(in));
            case CONSUMER_GONE -> new Change.ConsumerGone(in.readLong(), in.readUTF());
            case ACCOUNT -> new Change.AccountSet(readIdentity(in), readAttributes(in));
            default -> throw new IOException("journal entry of an unknown kind " + tag + ": written by a newer version");
        };
    }

    private static StreamState readOldStream(DataInputStream in, Identity owner) throws IOException {
        long key = in.readLong();
        String name = in.readUTF();
        String streamId = in.readUTF();
        StreamStatus status = StreamStatus.valueOf(in.readUTF());
        Optional<Pending> pending = readPending(in);
        long created = in.readLong();
        StreamConfig config = StreamConfig.DEFAULT.withRetentionHours(in.readInt());
        String folder = name + "-" + created;
        return new StreamState(key, name, owner, folder, streamId, status, pending, created, config, List.of(), List.of());
    }

    private static StreamState readStream(DataInputStream in) throws IOException {
        return new StreamState(
                in.readLong(),
                in.readUTF(),
                readIdentity(in),
                in.readUTF(),
                in.readUTF(),
                StreamStatus.valueOf(in.readUTF()),
                readPending(in),
                in.readLong(),
                new StreamConfig(readAttributes(in)),
                List.of(),
                List.of());
    }

    private static ConsumerState readConsumer(DataInputStream in) throws IOException {
        return new ConsumerState(in.readUTF(), ConsumerStatus.valueOf(in.readUTF()), in.readLong(), readAttributes(in));
    }

    private static Identity readIdentity(DataInputStream in) throws IOException {
        return new Identity(in.readUTF(), in.readUTF());
    }

    private static Attributes readAttributes(DataInputStream in) throws IOException {
        SortedMap<String, String> values = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) values.put(in.readUTF(), in.readUTF());
        return new Attributes(values);
    }

    private static Optional<Pending> readPending(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new Reshard.Split(in.readInt(), readNumber(in)));
            case 2 -> Optional.of(new Reshard.Merge(in.readInt(), in.readInt()));
            case 3 -> Optional.of(new Pending.Configure(readAttributes(in)));
            case 4 -> Optional.of(new Reshard.Scale(in.readInt()));
            default -> throw new IOException("pending change of an unknown kind " + kind + ": written by a newer version");
        };
    }

    private static ShardState readShard(DataInputStream in) throws IOException {
        return new ShardState(
                in.readInt(),
                in.readInt(),
                in.readInt(),
                new HashKeyRange(readNumber(in), readNumber(in)),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    private static BigInteger readNumber(DataInputStream in) throws IOException {
        return new BigInteger(readBytes(in));
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        byte[] value = new byte[in.readUnsignedShort()];
        in.readFully(value);
        return value;
    }
}
