package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A copy of all streams while they go on. What the streams are is looked at first and written last; their records are copied in between. So the copy has
 * every record that was acknowledged before, perhaps some more, and streams and shards as they were at the beginning: a shard that was split meanwhile
 * is open in the copy, with all its records. A stream that was deleted meanwhile is not in it, nor a
 * shard that expired.
 */
final class StoreCopy {
    private final StreamStore store;
    private final Path data;

    /** @param data a new folder */
    StoreCopy(StreamStore store, Path data) {
        this.store = store;
        this.data = data;
    }

    private record Beginning(List<byte[]> entries, Map<Long, StreamState> streams) {
        static Beginning of(StreamTable table) {
            Map<Long, StreamState> streams = new TreeMap<>();
            for (StreamState stream : table.streams()) streams.put(stream.key(), stream);
            return new Beginning(table.snapshot(), streams);
        }
    }

    /** Blocks for the disk. */
    void make() throws IOException {
        Beginning seen = store.look(Beginning::of);
        List<Change> gone = new ArrayList<>();
        for (StreamState stream : seen.streams.values()) gone.addAll(copy(stream));
        gone.addAll(store.look(table -> goneSince(seen, table)));
        List<byte[]> entries = new ArrayList<>(seen.entries);
        for (Change change : gone) {
            entries.add(ChangeCodec.encode(List.of(change)));
            Transitions.deleteFolder(store.space().files(), folder(seen, change));
        }
        Journal.write(store.space().files(), data.resolve("journal"), entries);
    }

    private static List<Change> goneSince(Beginning seen, StreamTable table) {
        List<Change> gone = new ArrayList<>();
        for (StreamState stream : seen.streams.values()) {
            if (isGone(stream, table)) {
                gone.add(new Change.StreamGone(stream.key()));
                continue;
            }
            StreamState now = table.stream(stream.key());
            for (ShardState shard : stream.shards())
                if (now.find(shard.index()).isEmpty()) gone.add(new Change.ShardGone(stream.key(), shard.index()));
        }
        return gone;
    }

    private static boolean isGone(StreamState seen, StreamTable table) {
        boolean wasThere = seen.status() != StreamStatus.DELETING;
        return table.find(seen.key()).map(now -> wasThere && now.status() == StreamStatus.DELETING).orElse(true);
    }

    /** @return shards that expired while they were copied */
    private List<Change> copy(StreamState stream) throws IOException {
        List<Change> expired = new ArrayList<>();
        for (Shard shard : store.shards(stream.key())) {
            ShardId id = shard.id();
            if (stream.find(id.index()).isEmpty()) continue;
            try {
                shard.copyTo(folder(stream).resolve(id.toString()));
            } catch (IOException | StreamException e) {
                if (!isGoing(stream, shard)) throw e;
                expired.add(new Change.ShardGone(stream.key(), id.index()));
            }
        }
        return expired;
    }

    private boolean isGoing(StreamState seen, Shard shard) {
        boolean unknown = store.look(table -> isGone(seen, table) || table.stream(seen.key()).find(shard.id().index()).isEmpty());
        return unknown || store.isExpired(seen.key(), shard);
    }

    private Path folder(Beginning seen, Change gone) {
        if (gone instanceof Change.ShardGone shard) return folderOf(seen, shard.streamKey()).resolve(new ShardId(shard.shard()).toString());
        if (gone instanceof Change.StreamGone stream) return folderOf(seen, stream.streamKey());
        throw new IllegalStateException("not gone: " + gone);
    }

    private Path folderOf(Beginning seen, long streamKey) {
        StreamState state = seen.streams.get(streamKey);
        if (state == null) throw new IllegalStateException("gone before it was seen: stream " + streamKey);
        return folder(state);
    }

    private Path folder(StreamState state) {
        return data.resolve("streams").resolve(state.folder());
    }
}
