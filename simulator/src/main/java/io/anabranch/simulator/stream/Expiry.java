package io.anabranch.simulator.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the disk free of what has expired, once in a minute of the service's time: records nobody can read any more, and closed shards that hold nothing
 * else. What is seen does not depend on it: shards look at the horizon themselves.
 */
final class Expiry {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final StreamStore store;
    private final Ledger ledger;
    private final ServiceClock clock;

    Expiry(StreamStore store, Ledger ledger, ServiceClock clock) {
        this.store = store;
        this.ledger = ledger;
        this.clock = clock;
    }

    void start() {
        var unused = clock.schedule(PAUSE, this::run);
    }

    private void run() {
        if (ledger.isClosed()) return;
        try {
            Collection<Stream> streams = store.streams();
            for (Stream stream : streams) trim(stream);
            for (Stream stream : streams) removeExpired(stream);
            store.reclaim();
        } finally {
            start();
        }
    }

    private static void trim(Stream stream) {
        for (Shard shard : stream.allShards()) {
            try {
                shard.trim();
            } catch (IOException | StreamException e) {
                LOG.warn("stream={} shard={} not trimmed", stream.state().name(), shard.id(), e);
            }
        }
    }

    private void removeExpired(Stream stream) {
        if (stream.expiredShards().isEmpty()) return;
        ledger.lock();
        try {
            if (!ledger.isClosed() && stream.state().status().serves()) remove(stream, stream.expiredShards());
        } catch (IOException e) {
            LOG.warn("stream={} expired shards not removed", stream.state().name(), e);
        } finally {
            ledger.unlock();
        }
    }

    /** The folders go first: as long as anything of them is there, the journal knows whose they are. */
    private void remove(Stream stream, List<Shard> expired) throws IOException {
        List<Change> changes = new ArrayList<>();
        for (Shard shard : expired) {
            shard.delete();
            changes.add(new Change.ShardGone(stream.state().key(), shard.id().index()));
        }
        store.forceFolder(store.folder(stream.state()));
        ledger.write(changes);
        store.show(ledger.table().stream(stream.state().key()));
        LOG.info("stream={} expired={}", stream.state().name(), expired.stream().map(Shard::id).toList());
    }
}
