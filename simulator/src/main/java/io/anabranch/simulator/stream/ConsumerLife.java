package io.anabranch.simulator.stream;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Life of the consumers, as {@link Transitions} has that of the streams: a change is begun, and completed after the operation's delay or when the
 * folder is opened again. Everything here runs under the ledger's lock.
 */
final class ConsumerLife {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLife.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final StreamStore store;
    private final Ledger ledger;
    private final StreamSettings settings;

    ConsumerLife(StreamStore store, Ledger ledger, StreamSettings settings) {
        this.store = store;
        this.ledger = ledger;
        this.settings = settings;
    }

    /** Completes what was under way. */
    void recover() {
        for (StreamState stream : List.copyOf(ledger.table().streams()))
            for (ConsumerState consumer : stream.consumers()) completeOrRetry(stream.key(), consumer);
    }

    /** @param consumer CREATING */
    ConsumerState create(Stream stream, ConsumerState consumer) throws IOException {
        Duration delay = settings.delays().of("RegisterStreamConsumer");
        ConsumerState begun = delay.isZero() ? consumer.with(ConsumerStatus.ACTIVE) : consumer;
        set(stream.state().key(), begun);
        if (!delay.isZero()) schedule(stream.state().key(), begun, delay);
        return begun;
    }

    ConsumerState delete(Stream stream, ConsumerState consumer) throws IOException {
        long key = stream.state().key();
        Duration delay = settings.delays().of("DeregisterStreamConsumer");
        ConsumerState begun = consumer.with(ConsumerStatus.DELETING);
        if (delay.isZero()) {
            remove(key, begun);
        } else {
            set(key, begun);
            schedule(key, begun, delay);
        }
        return begun;
    }

    private void schedule(long stream, ConsumerState consumer, Duration delay) {
        var unused = settings.clock().schedule(delay, () -> completeOrRetry(stream, consumer));
    }

    private void completeOrRetry(long stream, ConsumerState begun) {
        ledger.lock();
        try {
            if (!ledger.isClosed()) complete(stream, begun);
        } catch (IOException e) {
            LOG.warn("consumer={} status={} not completed yet", begun.name(), begun.status(), e);
            schedule(stream, begun, RETRY);
        } finally {
            ledger.unlock();
        }
    }

    private void complete(long stream, ConsumerState begun) throws IOException {
        Optional<ConsumerState> now = ledger.table().find(stream).flatMap(state -> state.consumer(begun.name()));
        boolean asBegun = now.isPresent() && now.get().createdMillis() == begun.createdMillis() && now.get().status() == begun.status();
        if (!asBegun) return; // somebody was faster
        switch (begun.status()) {
            case CREATING -> set(stream, now.get().with(ConsumerStatus.ACTIVE));
            case DELETING -> remove(stream, begun);
            case ACTIVE -> {} // nothing is under way
        }
    }

    private void set(long stream, ConsumerState consumer) throws IOException {
        ledger.write(List.of(new Change.ConsumerSet(stream, consumer)));
        Stream shown = store.show(ledger.table().stream(stream));
        LOG.info("stream={} consumer={} status={}", shown.state().name(), consumer.name(), consumer.status());
    }

    private void remove(long stream, ConsumerState consumer) throws IOException {
        ledger.write(List.of(new Change.ConsumerGone(stream, consumer.name())));
        Stream shown = store.show(ledger.table().stream(stream));
        LOG.info("stream={} consumer={} deregistered", shown.state().name(), consumer.name());
    }
}
