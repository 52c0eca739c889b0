package io.anabranch.schema.model;

import java.util.UUID;

/** The registry answered, and has no schema of this id. Retrying helps only if somebody registers it. */
public final class UnknownSchemaException extends SchemaException {
    private final UUID id;

    public UnknownSchemaException(UUID id) {
        super("no schema version has the id " + id);
        this.id = id;
    }

    public UUID id() {
        return id;
    }
}
