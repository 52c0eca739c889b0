package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.Journal;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of streams. Each is asked for (checked, journaled as a state with what is pending) and later completed; without a delay both are one
 * journal entry. Completing a change of shards: seal the parents (puts wait), journal parents closed and children open in one entry, show the new
 * shards, let the waiting puts go on. Whatever happens in between, after a restart the journal holds the state before or the state after.
 */
final class Transitions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transitions.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** Shards of a new stream are as old as the service makes them. */
    private static final int CREATED_BEFORE_SECONDS = 2;

    private static final int DEFAULT_RETENTION_HOURS = 24;
    private static final int KEY_BYTES = 32;
    private static final int MOST_LOOKS = 10;
    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final Streams streams;
    private final StreamTable table;
    private final Journal journal;
    private final StreamSettings settings;
    private final Refusal refusal;
    private final ScheduledExecutorService timer;
    private final ReentrantLock lock;
    private boolean closed;

    Transitions(
            Streams streams,
            StreamTable table,
            Journal journal,
            StreamSettings settings,
            Refusal refusal,
            ScheduledExecutorService timer,
            ReentrantLock lock) {
        this.streams = streams;
        this.table = table;
        this.journal = journal;
        this.settings = settings;
        this.refusal = refusal;
        this.timer = timer;
        this.lock = lock;
    }

    // ---- opening

    /** Shows what the journal told and completes what was under way. */
    void recover() throws IOException {
        ensureOrigin();
        for (StreamState state : List.copyOf(table.streams())) {
            Stream stream = streams.show(state);
            for (Shard shard : stream.allShards()) openShard(stream, shard);
            completeOrRetry(stream);
        }
        compactIfWorthIt();
    }

    private static void openShard(Stream stream, Shard shard) throws IOException {
        shard.open();
        shard.damages().forEach(damage -> LOG.error("stream={} shard={} {}", stream.state().name(), shard.id(), damage.getMessage()));
    }

    private void ensureOrigin() throws IOException {
        Optional<Change.Origin> known = table.origin();
        boolean same = known.isPresent()
                && known.get().region().equals(settings.region())
                && known.get().account().equals(settings.account());
        if (same) return;
        byte[] key = known.map(Change.Origin::iteratorKey).orElseGet(this::newKey);
        write(List.of(new Change.Origin(settings.region(), settings.account(), key)));
    }

    private byte[] newKey() {
        byte[] key = new byte[KEY_BYTES];
        settings.random().nextBytes(key);
        return key;
    }

    // ---- asking

    void create(String name, int shardCount) {
        if (!name.matches("[a-zA-Z0-9_.-]{1,128}")) throw new IllegalArgumentException("not a stream name: '" + name + "'");
        if (shardCount < 1) throw new IllegalArgumentException("a stream has at least one shard, not " + shardCount);
        lock.lock();
        try {
            if (streams.find(name).isPresent()) throw refusal.alreadyExists(name);
            requireRoom(shardCount);
            StreamState state = newStream(name, HashKeyRange.uniform(shardCount));
            write(StreamTable.changes(state));
            LOG.info("stream={} status={} shards={}", name, state.status(), shardCount);
            completeLater(streams.show(table.stream(state.key())));
        } catch (IOException e) {
            throw Refusal.broken("Stream " + name + " was not created", e);
        } finally {
            lock.unlock();
        }
    }

    private StreamState newStream(String name, List<HashKeyRange> ranges) {
        long now = settings.clock().millis();
        long creation = Math.max(0, Math.floorDiv(now, 1000L) - CREATED_BEFORE_SECONDS);
        List<ShardState> shards = new ArrayList<>(ranges.size());
        for (HashKeyRange range : ranges) shards.add(ShardState.first(shards.size(), range, creation, now));
        StreamStatus status = isImmediate() ? StreamStatus.ACTIVE : StreamStatus.CREATING;
        return new StreamState(
                settings.random().nextLong(), name, newStreamId(), status, Optional.empty(), now, DEFAULT_RETENTION_HOURS, shards);
    }

    private String newStreamId() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 23; i++) id.append(ID_CHARACTERS.charAt(settings.random().nextInt(ID_CHARACTERS.length())));
        return id.insert(20, '-').toString();
    }

    void delete(String name) {
        lock.lock();
        try {
            Stream stream = streams.find(name).orElseThrow(() -> refusal.notFound(name));
            if (stream.state().status() == StreamStatus.DELETING) return;
            set(stream.state().with(StreamStatus.DELETING, Optional.empty()));
            completeLater(stream);
        } catch (IOException e) {
            throw Refusal.broken("Stream " + name + " was not deleted", e);
        } finally {
            lock.unlock();
        }
    }

    void split(String name, String shardId, BigInteger newStartingHashKey) {
        ShardId id = parse(name, shardId);
        lock.lock();
        try {
            Stream stream = active(name);
            ShardState shard = open(stream, id, shardId);
            requireRoom(1);
            boolean within = newStartingHashKey.compareTo(shard.range().start().add(BigInteger.ONE)) > 0
                    && newStartingHashKey.compareTo(shard.range().end()) < 0;
            if (!within) throw refusal.badSplit(newStartingHashKey, shard, name);
            begin(stream, new Reshard.Split(id.index(), newStartingHashKey));
        } finally {
            lock.unlock();
        }
    }

    void merge(String name, String shardId, String adjacentShardId) {
        ShardId id = parse(name, shardId);
        ShardId adjacentId = parse(name, adjacentShardId);
        lock.lock();
        try {
            Stream stream = active(name);
            ShardState shard = open(stream, id, shardId);
            ShardState adjacent = open(stream, adjacentId, adjacentShardId);
            if (!shard.range().isFollowedBy(adjacent.range())) throw refusal.notAdjacent(id, adjacentId, name);
            begin(stream, new Reshard.Merge(id.index(), adjacentId.index()));
        } finally {
            lock.unlock();
        }
    }

    private ShardId parse(String name, String shardId) {
        return ShardId.parse(shardId).orElseThrow(() -> refusal.noShard(shardId, name));
    }

    private Stream active(String name) {
        Stream stream = streams.find(name).orElseThrow(() -> refusal.notFound(name));
        StreamStatus status = stream.state().status();
        if (status != StreamStatus.ACTIVE) throw refusal.notActive(name, status);
        return stream;
    }

    private ShardState open(Stream stream, ShardId id, String asGiven) {
        String name = stream.state().name();
        ShardState shard = stream.state().find(id.index()).orElseThrow(() -> refusal.noShard(asGiven, name));
        if (shard.isClosed()) throw refusal.alreadyClosed(id, name);
        return shard;
    }

    private void requireRoom(int additional) {
        int now = table.openShards();
        if ((long) now + additional > settings.shardLimit()) throw refusal.tooManyShards(now, settings.shardLimit(), additional);
    }

    private void begin(Stream stream, Reshard reshard) {
        try {
            if (isImmediate()) {
                completeReshard(stream, reshard);
            } else {
                set(stream.state().with(StreamStatus.UPDATING, Optional.of(reshard)));
                completeLater(stream);
            }
        } catch (IOException e) {
            throw Refusal.broken("Stream " + stream.state().name() + " was not changed", e);
        }
    }

    // ---- completing

    private boolean isImmediate() {
        return settings.stateDelay().isZero();
    }

    private void completeLater(Stream stream) {
        if (stream.state().status() == StreamStatus.ACTIVE) return;
        if (isImmediate()) completeOrRetry(stream);
        else schedule(stream, settings.stateDelay());
    }

    private void schedule(Stream stream, Duration delay) {
        try {
            var unused = timer.schedule(() -> completeOrRetry(stream), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("stream={} is completed when the folder is opened again", stream.state().name(), e);
        }
    }

    private void completeOrRetry(Stream stream) {
        lock.lock();
        try {
            if (!closed) complete(stream);
        } catch (IOException e) {
            LOG.warn("stream={} status={} not completed yet", stream.state().name(), stream.state().status(), e);
            schedule(stream, RETRY);
        } finally {
            lock.unlock();
        }
    }

    private void complete(Stream stream) throws IOException {
        StreamState state = stream.state();
        switch (state.status()) {
            case CREATING -> set(state.with(StreamStatus.ACTIVE, Optional.empty()));
            case UPDATING -> completeUpdate(stream, state);
            case DELETING -> remove(stream);
            case ACTIVE -> {} // somebody was faster
        }
    }

    private void completeUpdate(Stream stream, StreamState state) throws IOException {
        if (state.pending().isPresent()) completeReshard(stream, state.pending().get());
        else set(state.with(StreamStatus.ACTIVE, Optional.empty()));
    }

    private void completeReshard(Stream stream, Reshard reshard) throws IOException {
        List<Shard> parents = reshard.parents().stream().map(index -> stream.allShards().get(index)).toList();
        boolean done = false;
        try {
            for (Shard parent : parents) parent.beginMove();
            StreamState state = stream.state();
            List<Change> changes = new ArrayList<>();
            changes.add(new Change.StreamSet(state.with(StreamStatus.ACTIVE, Optional.empty())));
            for (ShardState shard : Reshard.completed(state, reshard, settings.clock().millis()))
                changes.add(new Change.ShardSet(state.key(), shard));
            write(changes);
            streams.show(table.stream(state.key()));
            done = true;
            LOG.info("stream={} status=ACTIVE closed={} shards={}", state.name(), reshard.parents(), stream.state().shards().size());
        } finally {
            for (Shard parent : parents) {
                if (done) parent.finishMove();
                else parent.abandonMove();
            }
        }
    }

    private void set(StreamState state) throws IOException {
        write(List.of(new Change.StreamSet(state)));
        streams.show(table.stream(state.key()));
        LOG.info("stream={} status={}", state.name(), state.status());
    }

    /** The folder goes first: as long as anything of it is there, the journal knows whose it is. */
    private void remove(Stream stream) throws IOException {
        for (Shard shard : stream.allShards()) shard.close(true);
        deleteFolder(streams.folder(stream.state()));
        streams.reclaim();
        write(List.of(new Change.StreamGone(stream.state().key())));
        streams.hide(stream);
        LOG.info("stream={} deleted", stream.state().name());
    }

    /** A read that was under way may still bring an empty file in; the second look finds it. */
    private static void deleteFolder(Path folder) throws IOException {
        for (int look = 1; Files.exists(folder); look++) {
            try {
                deleteAll(folder);
            } catch (DirectoryNotEmptyException e) {
                if (look == MOST_LOOKS) throw e;
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        List<Path> all;
        try (java.util.stream.Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) Files.deleteIfExists(path);
    }

    // ---- the journal

    private void write(List<? extends Change> changes) throws IOException {
        if (closed) throw new IOException("the data folder is closed");
        journal.append(ChangeCodec.encode(changes));
        table.apply(changes);
        compactIfWorthIt();
    }

    private void compactIfWorthIt() {
        int worth = table.streams().size() + 1;
        if (journal.entries() < 1000 + 4 * worth) return;
        try {
            journal.compact(table.snapshot());
        } catch (IOException e) {
            LOG.warn("journal not compacted, it goes on as it is", e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        journal.close();
    }
}
