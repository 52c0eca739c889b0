package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.LogFiles;
import io.anabranch.simulator.log.LogIdentity;
import io.anabranch.simulator.log.LogSpace;
import io.anabranch.simulator.log.ShardLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream in the making from records of another one, which keep their order, times and keys, and their sequence numbers where those fit. Nothing of
 * it is seen before {@link #finish()}, and nothing stays if that is never reached, also after a crash: the records are gathered in a folder that
 * only the journal entry of {@link #finish()} makes a stream's. Uses a bounded buffer for each shard. Not thread-safe.
 */
public final class StreamImport implements AutoCloseable {
    static final String SUFFIX = ".import";

    private final StreamStore store;
    private final Realm realm;
    private final StreamState state;
    private final Path folder;
    private final LogSpace space;
    private final Map<ShardId, ShardImport> shards = new HashMap<>();
    private boolean ended;

    StreamImport(StreamStore store, Realm realm, LogSpace space, StreamState state) {
        this.store = store;
        this.realm = realm;
        this.space = space;
        this.state = state;
        this.folder = store.folder(state);
    }

    /**
     * Deletes what imports have left that were cut off.
     *
     * @param known folders of the streams there are
     */
    static void discardLeftovers(LogFiles files, Path streams, Set<Path> known) throws IOException {
        if (!Files.isDirectory(streams)) return;
        List<Path> left;
        try (java.util.stream.Stream<Path> found = Files.list(streams)) {
            left = found.filter(folder -> folder.toString().endsWith(SUFFIX) && !known.contains(folder)).toList();
        }
        for (Path each : left) Transitions.deleteFolder(files, each);
    }

    /**
     * Appends one record to a shard. It keeps its number if that is one of the shard, has the record's second, and comes behind those before;
     * else it gets the next one. It arrives at {@code arrivalMillis} or when the record before did, whichever is later.
     *
     * @param key UTF-8, null if the record has none; not kept
     * @return true if the record keeps its number
     * @throws IllegalArgumentException if the stream has no such shard
     * @throws IOException              if the disk failed: the import cannot be finished then
     */
    public boolean append(ShardId shard, Optional<SequenceNumber> number, long arrivalMillis, byte @Nullable [] key, byte[] data)
            throws IOException {
        return append(shard, number, arrivalMillis, key, data, false);
    }

    /**
     * As the other {@code append}.
     *
     * @param encrypted true if the record's stream was to be encrypted when it came; kept
     */
    public boolean append(
            ShardId shard, Optional<SequenceNumber> number, long arrivalMillis, byte @Nullable [] key, byte[] data, boolean encrypted)
            throws IOException {
        return shard(shard).append(number, arrivalMillis, key, data, encrypted);
    }

    private ShardImport shard(ShardId id) throws IOException {
        if (ended) throw new IllegalStateException("the import of stream " + state.name() + " has ended");
        ShardImport known = shards.get(id);
        if (known != null) return known;
        ShardState shard = state.find(id.index()).orElseThrow(() -> new IllegalArgumentException("no " + id + " in stream " + state.name()));
        ShardLog log = ShardLog.open(space, folder.resolve(id.toString()), new LogIdentity(state.key(), id.index()));
        ShardImport opened = new ShardImport(shard, log);
        shards.put(id, opened);
        return opened;
    }

    /**
     * Makes the stream appear, ACTIVE, with all records.
     *
     * @throws StreamException {@link ErrorType#RESOURCE_IN_USE} if there is a stream of that name by now; INTERNAL_FAILURE if the disk failed;
     *     nothing of the import is left then
     */
    public StreamDescription finish() {
        try {
            return store.ledger().change("Stream " + state.name() + " was not imported", this::appear);
        } finally {
            close();
        }
    }

    private StreamDescription appear() throws IOException {
        if (ended) throw new IllegalStateException("the import of stream " + state.name() + " has ended");
        for (ShardImport shard : shards.values()) shard.finish();
        if (realm.find(state.name()).isPresent()) throw realm.refusal().alreadyExists(state.name());
        store.ledger().write(StreamTable.changes(state));
        ended = true;
        return store.show(store.ledger().table().stream(state.key())).describe();
    }

    /** Ends the import; without {@link #finish()} nothing is left of it. */
    @Override
    public void close() {
        if (ended) return;
        ended = true;
        try {
            for (ShardImport shard : shards.values()) shard.abandon();
            Transitions.deleteFolder(space.files(), folder);
        } catch (IOException e) {
            throw Refusal.broken("What was imported of stream " + state.name() + " is deleted when the folder is opened again", e);
        }
    }
}
