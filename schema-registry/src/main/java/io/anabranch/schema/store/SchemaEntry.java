package io.anabranch.schema.store;

import io.anabranch.schema.model.Fingerprint;
import io.anabranch.schema.model.SchemaDescription;
import io.anabranch.schema.model.SchemaVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A schema and its versions in the order of their numbers. Immutable, so a reader that holds one sees one moment. */
record SchemaEntry(Change.SchemaCreated facts, List<SchemaVersion> versions) {
    SchemaEntry {
        versions = List.copyOf(versions);
    }

    SchemaEntry with(SchemaVersion version) {
        if (version.number() != versions.size() + 1L) {
            throw new IllegalStateException(facts.name() + " has " + versions.size() + " versions, the next cannot be " + version.number());
        }
        var longer = new ArrayList<>(versions);
        longer.add(version);
        return new SchemaEntry(facts, longer);
    }

    Optional<SchemaVersion> version(long number) {
        return number < 1 || number > versions.size() ? Optional.empty() : Optional.of(versions.get((int) number - 1));
    }

    /** The version of this fingerprint; an available one rather than a failed one. */
    Optional<SchemaVersion> find(Fingerprint fingerprint) {
        var same = versions.stream().filter(version -> version.fingerprint().equals(fingerprint)).toList();
        return same.stream().filter(SchemaVersion::available).findFirst().or(() -> same.stream().findFirst());
    }

    List<SchemaVersion> availableNewestFirst() {
        var available = new ArrayList<>(versions.stream().filter(SchemaVersion::available).toList());
        Collections.reverse(available);
        return available;
    }

    SchemaDescription describe() {
        var available = availableNewestFirst();
        return new SchemaDescription(
                facts.name(), facts.format(), facts.compatibility(), facts.description(), facts.tags(),
                1, available.isEmpty() ? 0 : available.get(0).number(), versions.size() + 1L, facts.created(),
                versions.isEmpty() ? facts.created() : versions.get(versions.size() - 1).created());
    }
}
