package io.anabranch.simulator.stream;

import java.io.IOException;
import java.time.Duration;
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
        var unused = clock.scheduleWork(PAUSE, this::run);
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

    /** The folders go first: as long as anything of them is there, the journal knows whose they are. Nobody waits for that: nobody sees the shards. */
    private void removeExpired(Stream stream) {
        List<Shard> expired = stream.expiredShards();
        if (expired.isEmpty() || !stream.state().status().serves()) return;
        try {
            for (Shard shard : expired) {
                if (ledger.isClosed()) return;
                shard.delete();
            }
            forget(stream, expired);
        } catch (IOException e) {
            LOG.warn("stream={} expired shards not removed", stream.state().name(), e);
        }
    }

    private void forget(Stream stream, List<Shard> expired) throws IOException {
        ledger.lock();
        try {
            if (!ledger.isClosed() && stream.state().status().serves()) write(stream, expired);
        } finally {
            ledger.unlock();
        }
    }

    private void write(Stream stream, List<Shard> expired) throws IOException {
        store.forceFolder(store.folder(stream.state()));
        ledger.write(expired.stream().map(shard -> new Change.ShardGone(stream.state().key(), shard.id().index())).toList());
        store.show(ledger.table().stream(stream.state().key()));
        LOG.info("stream={} expired={}", stream.state().name(), expired.stream().map(Shard::id).toList());
    }
}
