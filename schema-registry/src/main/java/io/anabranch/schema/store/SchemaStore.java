package io.anabranch.schema.store;

import io.anabranch.schema.compatibility.Definition;
import io.anabranch.schema.model.RegistryDescription;
import io.anabranch.schema.model.SchemaDescription;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.SchemaVersion;
import io.anabranch.schema.model.VersionMetadata;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a registry holds, for reading. Thread-safe; look-ups take no lock and do not block, except that a store opened read-only reads the journal on when
 * it does not find something, because the writer may have added it meanwhile. Such a read fails with {@link JournalDamageException} at damage.
 */
public abstract sealed class SchemaStore implements Closeable permits WritableStore, ReadOnlyStore {
    static final String FOLDER = "schemas";
    static final String FILE = "registry.log";

    final Catalog catalog = new Catalog();

    static Path journalIn(Path data) {
        return data.resolve(FOLDER).resolve(FILE);
    }

    /** Opens {@code data/schemas} for reading; it need not exist, and another process may be writing it. */
    public static SchemaStore openReadOnly(Path data) throws IOException {
        return ReadOnlyStore.open(data);
    }

    public final Optional<SchemaVersion> version(UUID id) throws IOException {
        return look(catalog -> catalog.version(id));
    }

    /** The version of this number, failed ones included. */
    public final Optional<SchemaVersion> version(SchemaName name, long number) throws IOException {
        return look(catalog -> catalog.schema(name).flatMap(entry -> entry.version(number)));
    }

    /** The latest available version. */
    public final Optional<SchemaVersion> latest(SchemaName name) throws IOException {
        refresh();
        return catalog.schema(name).flatMap(entry -> entry.availableNewestFirst().stream().findFirst());
    }

    /** The version whose canonical form is that of {@code definition}; refused as INVALID if it has none. */
    public final Optional<SchemaVersion> byDefinition(SchemaName name, String definition) throws IOException, SchemaRefusedException {
        Optional<SchemaEntry> known = look(catalog -> catalog.schema(name));
        if (known.isEmpty()) return Optional.empty();
        var fingerprint = Definition.parse(known.get().facts().format(), definition).fingerprint();
        return look(catalog -> catalog.schema(name).flatMap(entry -> entry.find(fingerprint)));
    }

    public final Optional<SchemaDescription> schema(SchemaName name) throws IOException {
        return look(catalog -> catalog.schema(name)).map(SchemaEntry::describe);
    }

    public final Optional<RegistryDescription> registry(String name) throws IOException {
        return look(catalog -> catalog.registry(name));
    }

    /** Every registry, by name. */
    public final List<RegistryDescription> registries() throws IOException {
        refresh();
        return List.copyOf(catalog.registries());
    }

    /** Every schema, by registry and name. */
    public final List<SchemaDescription> schemas() throws IOException {
        refresh();
        return catalog.schemas().stream().map(SchemaEntry::describe).toList();
    }

    /** Every version of a schema in the order of their numbers, failed ones included; empty if there is no such schema. */
    public final List<SchemaVersion> versions(SchemaName name) throws IOException {
        refresh();
        return catalog.schema(name).map(SchemaEntry::versions).orElse(List.of());
    }

    /** What clients have attached to a version, oldest first. */
    public final List<VersionMetadata> metadata(UUID version) throws IOException {
        refresh();
        return catalog.metadata(version);
    }

    /** Copies the journal into another data folder. */
    public abstract void copyTo(Path data) throws IOException;

    /** Takes in what another process has written meanwhile. */
    abstract void refresh() throws IOException;

    private <T> Optional<T> look(Function<Catalog, Optional<T>> question) throws IOException {
        Optional<T> found = question.apply(catalog);
        if (found.isPresent()) return found;
        refresh();
        return question.apply(catalog);
    }

    final void replay(byte[] payload, Path file, long offset) throws JournalDamageException {
        try {
            for (Change change : ChangeCodec.decode(payload)) catalog.apply(change);
        } catch (IOException | IllegalStateException e) {
            var damage = new JournalDamageException(file, offset, "the frame makes no sense: " + e.getMessage());
            damage.initCause(e);
            throw damage;
        }
    }
}
