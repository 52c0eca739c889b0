package io.anabranch.schema.store;

import io.anabranch.schema.model.RegistryDescription;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaVersion;
import io.anabranch.schema.model.VersionMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What the journal adds up to. One thread applies changes; any number read without a lock, and see each schema as it was at one moment. */
final class Catalog {
    private final Map<String, RegistryDescription> registries = new ConcurrentSkipListMap<>();
    private final Map<SchemaName, SchemaEntry> schemas = new ConcurrentSkipListMap<>();
    private final Map<UUID, SchemaVersion> versions = new ConcurrentHashMap<>();
    private final Map<UUID, List<VersionMetadata>> metadata = new ConcurrentHashMap<>();

    void apply(Change change) {
        if (change instanceof Change.RegistryCreated created) {
            registries.put(created.registry().name(), created.registry());
        } else if (change instanceof Change.SchemaCreated created) {
            schemas.put(created.name(), new SchemaEntry(created, List.of()));
        } else if (change instanceof Change.VersionAdded added) {
            add(added.version());
        } else if (change instanceof Change.MetadataPut put) {
            metadata.put(put.version(), appended(metadata(put.version()), put.metadata()));
        }
    }

    private void add(SchemaVersion version) {
        SchemaEntry entry = schemas.get(version.schema());
        if (entry == null) throw new IllegalStateException("version " + version + " of a schema that was never created");
        versions.put(version.id(), version);
        schemas.put(version.schema(), entry.with(version));
    }

    private static List<VersionMetadata> appended(List<VersionMetadata> present, VersionMetadata added) {
        var longer = new ArrayList<>(present);
        longer.add(added);
        return List.copyOf(longer);
    }

    Optional<RegistryDescription> registry(String name) {
        return Optional.ofNullable(registries.get(name));
    }

    Optional<SchemaEntry> schema(SchemaName name) {
        return Optional.ofNullable(schemas.get(name));
    }

    Optional<SchemaVersion> version(UUID id) {
        return Optional.ofNullable(versions.get(id));
    }

    List<VersionMetadata> metadata(UUID version) {
        return metadata.getOrDefault(version, List.of());
    }

    Collection<RegistryDescription> registries() {
        return registries.values();
    }

    Collection<SchemaEntry> schemas() {
        return schemas.values();
    }
}
