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
 * is open in the copy, with all its records. A stream that was deleted meanwhile is not in it.
 */
final class StoreCopy {
    private final StreamStore store;
    private final Path data;

    /** @param data a new folder */
    StoreCopy(StreamStore store, Path data) {
        this.store = store;
        this.data = data;
    }

    private record Beginning(List<byte[]> entries, Map<Long, StreamState> streams) {}

    /** Blocks for the disk. */
    void make() throws IOException {
        Beginning seen = locked(this::look);
        for (StreamState stream : seen.streams.values()) copy(stream);
        List<byte[]> entries = new ArrayList<>(seen.entries);
        for (StreamState stream : locked(() -> goneSince(seen))) {
            entries.add(ChangeCodec.encode(List.of(new Change.StreamGone(stream.key()))));
            Transitions.deleteFolder(folder(stream));
        }
        Journal.write(store.space().files(), data.resolve("journal"), entries);
    }

    private <T> T locked(Ledger.Action<T> action) {
        return store.ledger().change("The streams were not copied", action);
    }

    private Beginning look() {
        Map<Long, StreamState> streams = new TreeMap<>();
        for (StreamState stream : store.ledger().table().streams()) streams.put(stream.key(), stream);
        return new Beginning(store.ledger().table().snapshot(), streams);
    }

    private List<StreamState> goneSince(Beginning seen) {
        return seen.streams.values().stream().filter(this::isGone).toList();
    }

    private boolean isGone(StreamState seen) {
        boolean wasThere = seen.status() != StreamStatus.DELETING;
        return store.ledger().table().find(seen.key()).map(now -> wasThere && now.status() == StreamStatus.DELETING).orElse(true);
    }

    private void copy(StreamState state) throws IOException {
        try {
            for (Shard shard : store.shards(state.key())) {
                if (state.find(shard.id().index()).isPresent()) shard.copyTo(folder(state).resolve(shard.id().toString()));
            }
        } catch (IOException | StreamException e) {
            if (!locked(() -> isGone(state))) throw e;
        }
    }

    private Path folder(StreamState state) {
        return data.resolve("streams").resolve(state.folder());
    }
}
