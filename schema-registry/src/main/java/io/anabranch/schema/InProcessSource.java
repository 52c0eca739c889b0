package io.anabranch.schema;

import io.anabranch.schema.client.SchemaSource;
import io.anabranch.schema.model.Compatibility;
import io.anabranch.schema.model.DataFormat;
import io.anabranch.schema.model.RegistryUnavailableException;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.SchemaVersion;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/** A registry of this process, seen by encoders and decoders. Failed versions and other formats are unknown here. */
final class InProcessSource implements SchemaSource {
    private final SchemaRegistry registry;

    InProcessSource(SchemaRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Optional<String> definition(UUID id) throws RegistryUnavailableException {
        try {
            return registry.fetch(id).filter(version -> version.available() && version.format() == DataFormat.AVRO).map(SchemaVersion::definition);
        } catch (IOException e) {
            throw new RegistryUnavailableException("the registry's journal cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public UUID register(SchemaName name, String definition) throws RegistryUnavailableException, SchemaRefusedException {
        try {
            return registry.register(name, definition, Compatibility.BACKWARD).id();
        } catch (IOException e) {
            throw new RegistryUnavailableException("the registry's journal cannot be written: " + e.getMessage(), e);
        }
    }
}
