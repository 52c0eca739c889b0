package io.anabranch.simulator.stream;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The streams of one identity, by name. Thread-safe for looking; changed under the ledger's lock.
 *
 * @param all of every identity that has any, so that whoever looks for streams of an identity made up leaves nothing behind
 */
record Realm(Identity identity, Refusal refusal, Map<Identity, Map<String, Stream>> all) {
    static Realm of(Identity identity, Map<Identity, Map<String, Stream>> all) {
        return new Realm(identity, new Refusal(identity.region(), identity.account()), all);
    }

    Map<String, Stream> byName() {
        return all.getOrDefault(identity, Map.of());
    }

    void add(String name, Stream stream) {
        all.computeIfAbsent(identity, unused -> new ConcurrentHashMap<>()).put(name, stream);
    }

    void remove(String name, Stream stream) {
        all.computeIfPresent(identity, (unused, byName) -> byName.remove(name, stream) && byName.isEmpty() ? null : byName);
    }

    Optional<Stream> find(String name) {
        return Optional.ofNullable(byName().get(name));
    }

    /** @throws StreamException RESOURCE_NOT_FOUND */
    Stream require(String name) {
        Stream found = byName().get(name);
        if (found == null) throw refusal.notFound(name);
        return found;
    }

    /** @throws StreamException RESOURCE_NOT_FOUND, RESOURCE_IN_USE if it is in another state */
    Stream requireActive(String name) {
        Stream stream = require(name);
        StreamStatus status = stream.state().status();
        if (status != StreamStatus.ACTIVE) throw refusal.notActive(name, status);
        return stream;
    }

    /** @throws StreamException RESOURCE_NOT_FOUND, RESOURCE_IN_USE while it is CREATING or DELETING */
    Stream requireServing(String name) {
        Stream stream = require(name);
        StreamStatus status = stream.state().status();
        if (!status.serves()) throw refusal.notActive(name, status);
        return stream;
    }
}
