package io.anabranch.simulator.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Who is subscribed: one at a time for each consumer and shard. Whoever comes five seconds after the one before, or later, takes over from it.
 * Forgotten when the process ends, since its connections are too. Thread-safe.
 */
final class Subscriptions {
    private static final long RATE_MILLIS = 1_000;
    private static final Duration TAKE_OVER = Duration.ofSeconds(5);

    private final ServiceClock clock;
    private final Limits limits;
    private final Map<Key, Subscription> latest = new HashMap<>();

    /** @param created of the consumer: a later one of the same name is another */
    record Key(long stream, String consumer, long created, ShardId shard) {
        boolean isOf(long otherStream, ConsumerState other) {
            return stream == otherStream && consumer.equals(other.name()) && created == other.createdMillis();
        }
    }

    Subscriptions(ServiceClock clock, Limits limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Begins one.
     *
     * @throws StreamException RESOURCE_IN_USE, LIMIT_EXCEEDED if the one before is too young; it goes on then
     */
    synchronized Subscription open(Key key, String consumerArn, Shard shard, long nextIndex, Refusal refusal) {
        Subscription before = latest.get(key);
        if (before != null) {
            requireAge(before, consumerArn, key.shard(), refusal);
            before.end(refusal.alreadySubscribed(consumerArn, key.shard()));
        }
        Subscription opened = new Subscription(shard, nextIndex, clock, limits == Limits.STRICT, closed -> closed(key, closed));
        latest.put(key, opened);
        return opened;
    }

    private void requireAge(Subscription before, String consumer, ShardId shard, Refusal refusal) {
        long age = clock.millis() - before.startedMillis();
        if (limits == Limits.STRICT && age < RATE_MILLIS) throw refusal.subscribedTooOften(consumer, shard);
        boolean ended = limits == Limits.OFF && before.isClosed();
        if (age < TAKE_OVER.toMillis() && !ended) throw refusal.alreadySubscribed(consumer, shard);
    }

    /** It is kept as long as its age matters. */
    private void closed(Key key, Subscription subscription) {
        long left = TAKE_OVER.toMillis() - (clock.millis() - subscription.startedMillis());
        if (left <= 0) forget(key, subscription);
        else clock.schedule(Duration.ofMillis(left), () -> forget(key, subscription));
    }

    private synchronized void forget(Key key, Subscription subscription) {
        latest.remove(key, subscription);
    }

    /** Ends those of a consumer. */
    void end(long stream, ConsumerState consumer, StreamException cause) {
        end(key -> key.isOf(stream, consumer), cause);
    }

    /** Ends those of all consumers of a stream. */
    void end(long stream, StreamException cause) {
        end(key -> key.stream() == stream, cause);
    }

    private void end(Predicate<Key> which, StreamException cause) {
        taken(which).forEach(subscription -> subscription.end(cause));
    }

    private synchronized List<Subscription> taken(Predicate<Key> which) {
        List<Subscription> taken = latest.entrySet().stream().filter(entry -> which.test(entry.getKey())).map(Map.Entry::getValue).toList();
        latest.keySet().removeIf(which);
        return taken;
    }
}
