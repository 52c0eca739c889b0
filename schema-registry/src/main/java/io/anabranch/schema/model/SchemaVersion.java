package io.anabranch.schema.model;

import java.time.Instant;
import java.util.UUID;

/**
 * One registered definition. Never changes once registered and never reuses an id, so it may be cached for ever.
 *
 * @param id          random, what an envelope carries
 * @param number      1 for the first version of the schema, without gaps
 * @param definition  verbatim, as it was registered first
 * @param fingerprint of the definition's canonical form
 * @param created     to the millisecond
 */
public record SchemaVersion(
        UUID id,
        SchemaName schema,
        long number,
        String definition,
        DataFormat format,
        VersionStatus status,
        Fingerprint fingerprint,
        Instant created) {
    public SchemaVersion {
        if (number < 1) throw new IllegalArgumentException("version number must be positive, was " + number);
        if (definition.isEmpty() || definition.length() > Limits.DEFINITION) {
            throw new IllegalArgumentException("definition must have 1 to 170000 characters, has " + definition.length());
        }
    }

    /** True unless the version failed its compatibility check. */
    public boolean available() {
        return status == VersionStatus.AVAILABLE;
    }

    @Override
    public String toString() {
        return schema + ":" + number + " " + id;
    }
}
