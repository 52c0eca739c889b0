package io.anabranch.simulator.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;

/**
 * Tags and policies of the streams of one identity and of their consumers. A change is in the journal when its call returns. Refusals are
 * {@link StreamException}s: RESOURCE_NOT_FOUND, RESOURCE_IN_USE if something not ACTIVE is to be changed, and what is said at the methods. Thread-safe.
 */
public final class Resources {
    private static final int MOST_POLICY_BYTES = 20 * 1024;

    private final StreamStore store;
    private final Realm realm;

    Resources(StreamStore store, Realm realm) {
        this.store = store;
        this.realm = realm;
    }

    /** By key. */
    public SortedMap<String, String> tags(Resource resource) {
        return attributes(resource).tags();
    }

    /** The resource policy, if one is attached. */
    public Optional<String> policy(Resource resource) {
        return attributes(resource).policy();
    }

    private Attributes attributes(Resource resource) {
        store.refresh();
        StreamState stream = realm.require(resource.stream()).state();
        return resource instanceof Resource.OfConsumer of ? consumer(stream, of).attributes() : stream.config().attributes();
    }

    private ConsumerState consumer(StreamState stream, Resource.OfConsumer resource) {
        return stream.consumer(resource.consumer())
                .filter(consumer -> Math.floorDiv(consumer.createdMillis(), 1000L) == resource.createdSecond())
                .orElseThrow(() -> realm.refusal().noConsumer(resource.arn(realm.identity())));
    }

    /**
     * Attaches tags, in place of those of the same key.
     *
     * @throws StreamException INVALID_ARGUMENT for other characters than tags have, or a 51st tag
     */
    public void tag(Resource resource, Map<String, String> tags) {
        change(resource, attributes -> {
            TagRules.requireAddable(tags, under(resource));
            Attributes tagged = attributes.withTags(tags);
            new Quotas(store, realm).requireTags(tagged.tags().keySet(), under(resource));
            return tagged;
        });
    }

    /**
     * Takes tags off; of those that are not there nothing is said.
     *
     * @throws StreamException INVALID_ARGUMENT for other characters than tags have
     */
    public void untag(Resource resource, Collection<String> keys) {
        change(resource, attributes -> {
            TagRules.requireRemovable(keys, under(resource));
            return attributes.withoutTags(keys);
        });
    }

    private String under(Resource resource) {
        return TagRules.under(resource, realm.identity());
    }

    /**
     * Attaches a policy, in place of the one there is.
     *
     * @param policy a JSON object
     * @throws StreamException INVALID_ARGUMENT if it is larger than 20 KB
     */
    public void putPolicy(Resource resource, String policy) {
        change(resource, attributes -> {
            if (policy.getBytes(StandardCharsets.UTF_8).length > MOST_POLICY_BYTES) {
                throw new StreamException(ErrorType.INVALID_ARGUMENT, "The policy is larger than 20 KB.");
            }
            return attributes.withPolicy(policy);
        });
    }

    /**
     * @param arn of the resource as the caller gave it, for a refusal
     * @throws StreamException RESOURCE_NOT_FOUND also if there is no policy
     */
    public void deletePolicy(Resource resource, String arn) {
        change(resource, attributes -> {
            if (attributes.policy().isEmpty()) throw notFound("No resource policy found for resource ARN " + arn + ".");
            return attributes.withoutPolicy();
        });
    }

    private void change(Resource resource, UnaryOperator<Attributes> change) {
        store.ledger().change("Stream " + resource.stream() + " was not changed", () -> {
            Stream stream = realm.requireActive(resource.stream());
            if (resource instanceof Resource.OfConsumer of) changeConsumer(stream, of, change);
            else changeStream(stream, change);
            return stream;
        });
    }

    private void changeStream(Stream stream, UnaryOperator<Attributes> change) throws IOException {
        StreamConfig config = stream.state().config();
        StreamConfig changed = new StreamConfig(change.apply(config.attributes()));
        if (!changed.equals(config)) store.transitions().configure(stream, changed);
    }

    private void changeConsumer(Stream stream, Resource.OfConsumer resource, UnaryOperator<Attributes> change) throws IOException {
        long key = stream.state().key();
        ConsumerState consumer = consumer(stream.state(), resource);
        if (consumer.status() != ConsumerStatus.ACTIVE) throw realm.refusal().consumerNotActive(consumer, resource.stream());
        store.ledger().write(List.of(new Change.ConsumerSet(key, consumer.with(change.apply(consumer.attributes())))));
        store.show(store.ledger().table().stream(key));
    }

    private static StreamException notFound(String text) {
        return new StreamException(ErrorType.RESOURCE_NOT_FOUND, text);
    }
}
