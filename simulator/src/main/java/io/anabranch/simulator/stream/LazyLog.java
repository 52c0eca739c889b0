package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.ShardLog;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of one shard, opened at its first use. If that fails it is tried again at each use, which is refused with the reason. Thread-safe. */
final class LazyLog {
    private static final Logger LOG = LoggerFactory.getLogger(LazyLog.class);

    private final StreamContext context;
    private final ShardId id;
    private volatile @Nullable ShardLog log;
    private volatile boolean gone;

    LazyLog(StreamContext context, ShardId id) {
        this.context = context;
        this.id = id;
    }

    /** @throws StreamException RESOURCE_NOT_FOUND if it was closed for good, INTERNAL_FAILURE if it cannot be opened */
    ShardLog get() {
        ShardLog opened = log;
        try {
            return opened != null ? opened : openOnce();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Null as long as nobody used it. */
    @Nullable ShardLog ifOpen() {
        return log;
    }

    void open() {
        try {
            if (log == null) openOnce();
        } catch (IOException e) {
            LOG.error("stream={} shard={} cannot be opened: {}", context.name(), id, e.getMessage());
        }
    }

    private synchronized ShardLog openOnce() throws IOException {
        ShardLog opened = log;
        if (opened == null) {
            if (gone) throw context.refusal().notFound(context.name());
            opened = context.openLog(id);
            log = opened;
        }
        return opened;
    }

    /** What is said when it could not be read. */
    StreamException broken(IOException e) {
        if (gone) return context.refusal().notFound(context.name());
        return Refusal.broken("Shard " + id + " in stream " + context.name() + " cannot be read", e);
    }

    /** Closes the files; {@code forGood} if the stream is deleted. */
    synchronized void close(boolean forGood) throws IOException {
        gone |= forGood;
        if (log != null && forGood) log.abandon();
        else if (log != null) log.close();
        if (forGood && log != null) log.wake();
    }

    /** Closes the files for good and deletes them. */
    void delete() throws IOException {
        close(true);
        context.deleteLog(id);
    }
}
