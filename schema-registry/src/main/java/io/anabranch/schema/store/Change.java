package io.anabranch.schema.store;

import io.anabranch.schema.model.Compatibility;
import io.anabranch.schema.model.DataFormat;
import io.anabranch.schema.model.RegistryDescription;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaVersion;
import io.anabranch.schema.model.VersionMetadata;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** One thing that happened to the registry. What the journal holds and the catalog applies. */
sealed interface Change {
    record RegistryCreated(RegistryDescription registry) implements Change {}

    record SchemaCreated(
            SchemaName name, DataFormat format, Compatibility compatibility, String description, Map<String, String> tags, Instant created)
            implements Change {}

    record VersionAdded(SchemaVersion version) implements Change {}

    record MetadataPut(UUID version, VersionMetadata metadata) implements Change {}
}
