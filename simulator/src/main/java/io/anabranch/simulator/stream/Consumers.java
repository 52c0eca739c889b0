package io.anabranch.simulator.stream;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Registered consumers of the streams of one identity, and what is pushed to them. Changes are kept as those of {@link Streams} are. Thread-safe;
 * registering and deregistering block for the disk.
 */
public final class Consumers {
    private static final Pattern ARN = Pattern.compile("(.*:stream/)([^/]+)/consumer/([^/]+):(\\d+)");

    private final StreamStore store;
    private final Realm realm;
    private final Refusal refusal;

    Consumers(StreamStore store, Realm realm) {
        this.store = store;
        this.realm = realm;
        this.refusal = realm.refusal();
    }

    /** A consumer and where it is registered, at one moment. */
    private record Found(Stream stream, StreamState state, ConsumerState consumer) {
        ConsumerDescription description() {
            return ConsumerDescription.of(state, consumer);
        }
    }

    // ---- changes

    /** Registers a consumer, which can subscribe once it is ACTIVE. */
    public ConsumerDescription register(String streamName, String name, Map<String, String> tags) {
        return store.ledger().change("Consumer " + name + " was not registered", () -> {
            Stream stream = realm.requireServing(streamName);
            StreamState state = stream.state();
            state.consumer(name).ifPresent(there -> {
                throw refusal.consumerExists(there, streamName);
            });
            requireTags(new Resource.OfConsumer(streamName, name, 0), tags);
            new Quotas(store, realm).requireConsumer(state);
            ConsumerState consumer =
                    new ConsumerState(name, ConsumerStatus.CREATING, store.settings().clock().millis(), Attributes.NONE.withTags(tags));
            return ConsumerDescription.of(state, store.consumerLife().create(stream, consumer));
        });
    }

    private void requireTags(Resource consumer, Map<String, String> tags) {
        String under = TagRules.under(consumer, realm.identity());
        TagRules.requireAddable(tags, under);
        new Quotas(store, realm).requireTags(tags.keySet(), under);
    }

    /** Deregisters a consumer in any state; its subscriptions end. */
    public void deregister(ConsumerDescription description) {
        store.ledger().change("Consumer " + description.name() + " was not deregistered", () -> deregistered(find(description.arn())));
    }

    private ConsumerState deregistered(Found found) throws IOException {
        if (found.consumer.status() == ConsumerStatus.DELETING) return found.consumer;
        StreamException gone = refusal.noConsumer(found.description().arn());
        ConsumerState deleting = store.consumerLife().delete(found.stream, found.consumer);
        store.subscriptions().end(found.state.key(), found.consumer, gone);
        return deleting;
    }

    // ---- looking

    /** @throws StreamException {@link ErrorType#RESOURCE_NOT_FOUND} */
    public ConsumerDescription describe(String arn) {
        return find(arn).description();
    }

    /** @throws StreamException {@link ErrorType#RESOURCE_NOT_FOUND} */
    public ConsumerDescription describe(String streamName, String name) {
        store.refresh();
        StreamState stream = realm.require(streamName).state();
        return ConsumerDescription.of(stream, stream.consumer(name).orElseThrow(() -> refusal.noConsumer(name)));
    }

    /** Those of a stream by name, in any state. */
    public List<ConsumerDescription> list(String streamName) {
        store.refresh();
        StreamState stream = realm.requireServing(streamName).state();
        return stream.consumers().stream().map(consumer -> ConsumerDescription.of(stream, consumer)).toList();
    }

    private Found find(String arn) {
        store.refresh();
        Matcher parts = ARN.matcher(arn);
        if (!parts.matches() || !parts.group(1).equals(realm.identity().arnPrefix())) throw refusal.noConsumer(arn);
        Stream stream = realm.find(parts.group(2)).orElseThrow(() -> refusal.noConsumer(arn));
        StreamState state = stream.state();
        Optional<ConsumerState> consumer = state.consumer(parts.group(3)).filter(found -> found.arn(state).equals(arn));
        return new Found(stream, state, consumer.orElseThrow(() -> refusal.noConsumer(arn)));
    }

    // ---- subscribing

    /**
     * Has a shard pushed to a consumer, taking over from the subscription before if that is old enough.
     *
     * @param nextIndex where it begins; not looked at if the call is refused
     * @throws StreamException {@link ErrorType#RESOURCE_NOT_FOUND} if there is no such consumer, {@link ErrorType#RESOURCE_IN_USE} if it is not ACTIVE, or
     *     subscribed less than 5 s ago; {@link ErrorType#LIMIT_EXCEEDED} if less than 1 s ago under strict limits
     */
    public Subscription subscribe(String arn, Shard shard, long nextIndex) {
        Found found = requireActive(arn);
        var key = new Subscriptions.Key(found.state.key(), found.consumer.name(), found.consumer.createdMillis(), shard.id());
        Subscription opened = store.subscriptions().open(key, arn, shard, nextIndex, refusal);
        try {
            requireActive(arn); // it may have been deregistered before anybody knew of the subscription
            return opened;
        } catch (StreamException e) {
            opened.close();
            throw e;
        }
    }

    /** @throws StreamException as {@link #subscribe} for a consumer that cannot subscribe */
    public ConsumerDescription describeActive(String arn) {
        return requireActive(arn).description();
    }

    private Found requireActive(String arn) {
        Found found = find(arn);
        if (found.consumer.status() != ConsumerStatus.ACTIVE) throw refusal.consumerNotActive(found.consumer, found.state.name());
        return found;
    }
}
