package io.anabranch.lease.protocol;

import io.anabranch.lease.store.CoordinationSession;
import io.anabranch.lease.store.CoordinationSession.Node;
import io.anabranch.lease.store.CoordinationSession.WriteResult;
import io.anabranch.lease.store.StoreException;
import io.anabranch.lease.store.Write;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session as the loops see it: every answer and every watch comes on the loop, in order, and nothing comes after {@link #cut}. A read that fails is
 * dropped: whoever asked asks again when the session recovers, which {@code doubt} sees to.
 */
final class Link {
    private static final Logger log = LoggerFactory.getLogger(Link.class);

    private final CoordinationSession session;
    private final EventLoop loop;
    private final Tenure tenure;
    private final Runnable doubt;
    private boolean cut;

    /** @param doubt called when a request's outcome is unknown */
    Link(CoordinationSession session, EventLoop loop, Tenure tenure, Runnable doubt) {
        this.session = session;
        this.loop = loop;
        this.tenure = tenure;
        this.doubt = doubt;
    }

    /** Nothing more is sent and no answer heard. */
    void cut() {
        cut = true;
    }

    void read(String path, Consumer<Optional<Node>> then) {
        if (!cut) answer(session.read(path, Optional.empty()), then, this::readFailed);
    }

    void watch(String path, Runnable watcher, Consumer<Optional<Node>> then) {
        if (!cut) answer(session.read(path, Optional.of(onLoop(watcher))), then, this::readFailed);
    }

    void children(String path, Consumer<List<String>> then) {
        if (!cut) answer(session.children(path, Optional.empty()), then, this::readFailed);
    }

    void watchChildren(String path, Runnable watcher, Consumer<List<String>> then) {
        if (!cut) answer(session.children(path, Optional.of(onLoop(watcher))), then, this::readFailed);
    }

    void readAll(List<String> paths, Consumer<List<Optional<Node>>> then) {
        if (!cut) answer(session.readAll(paths), then, this::readFailed);
    }

    /** A round trip through the store's leader; {@code then} hears when it was sent. */
    void sync(Consumer<Long> then) {
        if (cut) return;
        long sentAt = loop.nanoTime();
        answer(session.sync(), done -> {
            tenure.confirm(sentAt);
            then.accept(sentAt);
        }, this::readFailed);
    }

    void write(List<Write> writes, Consumer<List<WriteResult>> then, Consumer<StoreException> refused) {
        if (cut) return;
        long sentAt = loop.nanoTime();
        answer(session.write(writes), results -> {
            tenure.confirm(sentAt);
            then.accept(results);
        }, failure -> {
            if (failure.kind() == StoreException.Kind.OUTCOME_UNKNOWN) doubt.run();
            refused.accept(failure);
        });
    }

    private void readFailed(StoreException failure) {
        switch (failure.kind()) {
            case OUTCOME_UNKNOWN -> doubt.run();
            case SESSION_EXPIRED -> log.debug("read in an expired session: {}", failure.getMessage());
            case BAD_VERSION, NODE_EXISTS, NO_NODE, NOT_EMPTY, REJECTED -> {
                log.warn("the store refused a read: {}", failure.getMessage());
                doubt.run();
            }
        }
    }

    private Runnable onLoop(Runnable watcher) {
        return () -> loop.execute(() -> {
            if (!cut) guard(watcher);
        });
    }

    private <T> void answer(CompletionStage<T> stage, Consumer<T> then, Consumer<StoreException> failed) {
        var unused = stage.whenComplete((value, failure) -> loop.execute(() -> {
            if (cut) return;
            guard(() -> {
                if (failure == null) then.accept(value);
                else failed.accept(asStoreException(failure));
            });
        }));
    }

    /** Runs one answer's part of the work: after a defect, or data nobody can parse, everything is read anew a little later. */
    void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("session 0x{}: an answer could not be dealt with", Long.toHexString(session.id()), e);
            doubt.run();
        }
    }

    static StoreException asStoreException(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StoreException known) return known;
        return new StoreException(StoreException.Kind.OUTCOME_UNKNOWN, -1, cause.toString());
    }
}
