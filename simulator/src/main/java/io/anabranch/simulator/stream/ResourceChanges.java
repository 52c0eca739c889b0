package io.anabranch.simulator.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Tags and policies of streams and consumers. Each change is one journal entry. */
final class ResourceChanges {
    private static final int MOST_POLICY_BYTES = 20 * 1024;

    private final StreamStore store;
    private final Ledger ledger;
    private final Realm realm;

    ResourceChanges(StreamStore store, Realm realm) {
        this.store = store;
        this.ledger = store.ledger();
        this.realm = realm;
    }

    /** What the journal has of a resource's tags and policy. */
    static Attributes attributes(Realm realm, Resource resource) {
        StreamState stream = realm.require(resource.stream()).state();
        return resource instanceof Resource.OfConsumer of ? consumer(realm, stream, of).attributes() : stream.config().attributes();
    }

    private static ConsumerState consumer(Realm realm, StreamState stream, Resource.OfConsumer resource) {
        return stream.consumer(resource.consumer())
                .filter(consumer -> Math.floorDiv(consumer.createdMillis(), 1000L) == resource.createdSecond())
                .orElseThrow(() -> realm.refusal().noConsumer(resource.arn(realm.identity())));
    }

    void tag(Resource resource, Map<String, String> tags) {
        change(resource, attributes -> {
            TagRules.requireAddable(tags, under(resource));
            Attributes tagged = attributes.withTags(tags);
            new Quotas(store, realm).requireTags(tagged.tags().keySet(), under(resource));
            return tagged;
        });
    }

    void untag(Resource resource, Collection<String> keys) {
        change(resource, attributes -> {
            TagRules.requireRemovable(keys, under(resource));
            return attributes.withoutTags(keys);
        });
    }

    private String under(Resource resource) {
        return TagRules.under(resource, realm.identity());
    }

    /** @param policy a JSON object */
    void putPolicy(Resource resource, String policy) {
        change(resource, attributes -> {
            if (policy.getBytes(StandardCharsets.UTF_8).length > MOST_POLICY_BYTES) {
                throw new StreamException(ErrorType.INVALID_ARGUMENT, "The policy is larger than 20 KB.");
            }
            return attributes.withPolicy(policy);
        });
    }

    /** @param arn of the resource, as the caller gave it */
    void deletePolicy(Resource resource, String arn) {
        change(resource, attributes -> {
            if (attributes.policy().isEmpty()) throw notFound("No resource policy found for resource ARN " + arn + ".");
            return attributes.withoutPolicy();
        });
    }

    private void change(Resource resource, UnaryOperator<Attributes> change) {
        ledger.change("Stream " + resource.stream() + " was not changed", () -> {
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
        ConsumerState consumer = consumer(realm, stream.state(), resource);
        if (consumer.status() != ConsumerStatus.ACTIVE) throw realm.refusal().consumerNotActive(consumer, resource.stream());
        ledger.write(List.of(new Change.ConsumerSet(key, consumer.with(change.apply(consumer.attributes())))));
        store.show(ledger.table().stream(key));
    }

    private static StreamException notFound(String text) {
        return new StreamException(ErrorType.RESOURCE_NOT_FOUND, text);
    }
}
