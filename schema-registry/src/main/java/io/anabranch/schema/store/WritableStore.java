package io.anabranch.schema.store;

import io.anabranch.schema.compatibility.CompatibilityCheck;
import io.anabranch.schema.compatibility.CompatibilityCheck.Earlier;
import io.anabranch.schema.compatibility.Definition;
import io.anabranch.schema.model.Compatibility;
import io.anabranch.schema.model.DataFormat;
import io.anabranch.schema.model.Limits;
import io.anabranch.schema.model.RegistryDescription;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.SchemaRefusedException.Reason;
import io.anabranch.schema.model.SchemaVersion;
import io.anabranch.schema.model.VersionMetadata;
import io.anabranch.schema.model.VersionStatus;
import io.anabranch.schema.model.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a folder. Every change blocks until it is on the disk, if that is wanted; after an IOException nothing of it is visible here, though the file may hold
 * it and show it after the next opening. Definitions are parsed outside the lock; look-up of the fingerprint, compatibility check, append and publication
 * are one critical section, so that the same definition from many threads at once is one version, and of two that exclude each other one wins.
 */
public final class WritableStore extends SchemaStore {
    private static final Logger LOG = LoggerFactory.getLogger(WritableStore.class);

    /** What becomes of a definition that breaks the schema's compatibility mode. */
    public enum OnIncompatible {
        /** Refused, nothing is stored. */
        REFUSE,
        /** Stored with the status FAILURE, as Glue does: it uses up a number. */
        KEEP_AS_FAILURE
    }

    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final WriterLock lock;
    private final Journal journal;

    private WritableStore(Path file, WriterLock lock, InstantSource clock, Supplier<UUID> ids, boolean forced) throws IOException {
        this.clock = clock;
        this.ids = ids;
        this.lock = lock;
        this.journal = Journal.open(file, (payload, offset) -> replay(payload, file, offset), forced);
    }

    /**
     * Opens {@code data/schemas} for writing, makes it if it is not there, and cuts a torn tail.
     *
     * @param ids    source of version ids that never repeats
     * @param forced false if nothing is to wait for the disk: a power failure may then undo what was registered
     * @throws JournalDamageException if the journal is damaged before its tail; the file is left as it is
     * @throws IOException            also if another writer has the folder
     */
    public static WritableStore open(Path data, InstantSource clock, Supplier<UUID> ids, boolean forced) throws IOException {
        Path file = journalIn(data);
        Files.createDirectories(data.resolve(FOLDER));
        WriterLock lock = WriterLock.take(data.resolve(FOLDER));
        try {
            return new WritableStore(file, lock, clock, ids, forced);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public synchronized void copyTo(Path data) throws IOException {
        Files.createDirectories(data.resolve(FOLDER));
        journal.copyTo(journalIn(data));
    }

    /** Refused as ALREADY_EXISTS or INVALID. */
    public synchronized RegistryDescription createRegistry(String name, String description, Map<String, String> tags)
            throws SchemaRefusedException, IOException {
        if (catalog.registry(name).isPresent()) {
            throw new SchemaRefusedException(Reason.ALREADY_EXISTS, "Registry already exists. RegistryName: " + name);
        }
        var registry = registry(name, description, tags);
        commit(List.of(new Change.RegistryCreated(registry)));
        return registry;
    }

    /** The facts of a schema to be made. */
    public record NewSchema(SchemaName name, DataFormat format, Compatibility compatibility, String description, Map<String, String> tags) {
        public static NewSchema avro(SchemaName name, Compatibility compatibility) {
            return new NewSchema(name, DataFormat.AVRO, compatibility, "", Map.of());
        }
    }

    /**
     * Creates a schema and, if a definition is given, its first version, in one step. The default registry springs up with its first schema; another one
     * that is missing is refused as NOT_FOUND.
     */
    public Optional<SchemaVersion> createSchema(NewSchema schema, Optional<String> text) throws SchemaRefusedException, IOException {
        Optional<Definition> definition = text.isEmpty() ? Optional.empty() : Optional.of(Definition.parse(schema.format(), text.get()));
        synchronized (this) {
            if (catalog.schema(schema.name()).isPresent()) {
                throw new SchemaRefusedException(Reason.ALREADY_EXISTS,
                        "Schema already exists. SchemaName: " + schema.name().name() + ", RegistryName: " + schema.name().registry());
            }
            requireRegistry(schema.name().registry());
            return create(schema, definition);
        }
    }

    /** Adds a version to a schema that exists; the version that has this meaning already is returned as it is. */
    public SchemaVersion addVersion(SchemaName name, String text, OnIncompatible onIncompatible) throws SchemaRefusedException, IOException {
        SchemaEntry known = catalog.schema(name).orElseThrow(() -> missing(name));
        return addVersion(name, Definition.parse(known.facts().format(), text), onIncompatible);
    }

    /** Registers a definition under a name, whatever is there already: makes the registry, the schema (with the given facts) and the version if needed. */
    public SchemaVersion register(NewSchema schema, String text) throws SchemaRefusedException, IOException {
        Definition definition = Definition.parse(schema.format(), text);
        synchronized (this) {
            if (catalog.schema(schema.name()).isPresent()) return addVersion(schema.name(), definition, OnIncompatible.REFUSE);
            return create(schema, Optional.of(definition)).orElseThrow();
        }
    }

    /** Attaches a pair to a version; a pair that is there already is refused as ALREADY_EXISTS, an eleventh as LIMIT_EXCEEDED. */
    public synchronized void putMetadata(UUID version, String key, String value) throws SchemaRefusedException, IOException {
        List<VersionMetadata> present = catalog.metadata(version);
        if (catalog.version(version).isEmpty()) throw new SchemaRefusedException(Reason.NOT_FOUND, "Schema version is not found. SchemaVersionId: " + version);
        if (present.stream().anyMatch(pair -> pair.key().equals(key) && pair.value().equals(value))) {
            throw new SchemaRefusedException(Reason.ALREADY_EXISTS,
                    "Resource already exist for schema version id: " + version + ", metadata key: " + key + ", metadata value: " + value);
        }
        if (present.size() == Limits.METADATA) {
            throw new SchemaRefusedException(Reason.LIMIT_EXCEEDED, "Your resource limits for Schema Version Metadata have been exceeded.");
        }
        commit(List.of(new Change.MetadataPut(version, new VersionMetadata(key, value, now()))));
    }

    private synchronized SchemaVersion addVersion(SchemaName name, Definition definition, OnIncompatible onIncompatible)
            throws SchemaRefusedException, IOException {
        SchemaEntry entry = catalog.schema(name).orElseThrow(() -> missing(name));
        Optional<SchemaVersion> same = entry.find(definition.fingerprint());
        if (same.isPresent() && (same.get().available() || onIncompatible == OnIncompatible.KEEP_AS_FAILURE)) return same.get();
        requireRoom(entry);
        List<Violation> violations = violations(entry, definition);
        if (!violations.isEmpty() && onIncompatible == OnIncompatible.REFUSE) {
            throw new SchemaRefusedException(name, entry.facts().compatibility(), violations);
        }
        if (!violations.isEmpty()) LOG.warn("schema version failed schema={} number={} reasons={}", name, entry.versions().size() + 1, violations);
        var version = version(name, entry.versions().size() + 1L, definition, violations.isEmpty() ? VersionStatus.AVAILABLE : VersionStatus.FAILURE);
        commit(List.of(new Change.VersionAdded(version)));
        return version;
    }

    private static void requireRoom(SchemaEntry entry) throws SchemaRefusedException {
        SchemaName name = entry.facts().name();
        if (entry.facts().compatibility() == Compatibility.DISABLED && !entry.versions().isEmpty()) {
            throw new SchemaRefusedException(Reason.INVALID, "Compatibility DISABLED does not allow versioning. SchemaId: SchemaId(schemaArn=null, schemaName="
                    + name.name() + ", registryName=" + name.registry() + ")");
        }
        if (entry.versions().size() >= Limits.VERSIONS) {
            throw new SchemaRefusedException(Reason.LIMIT_EXCEEDED, "More schema versions cannot be created. The maximum limit has been reached.");
        }
    }

    private static List<Violation> violations(SchemaEntry entry, Definition candidate) throws SchemaRefusedException {
        if (candidate.avro().isEmpty()) return List.of();
        Compatibility mode = entry.facts().compatibility();
        if (!mode.readsEarlier() && !mode.readByEarlier()) return List.of();
        var earlier = new ArrayList<Earlier>();
        for (SchemaVersion version : entry.availableNewestFirst()) {
            earlier.add(new Earlier(version.number(), Definition.parse(DataFormat.AVRO, version.definition()).avro().orElseThrow()));
            if (!mode.all()) break;
        }
        return CompatibilityCheck.violations(mode, candidate.avro().get(), earlier);
    }

    private Optional<SchemaVersion> create(NewSchema schema, Optional<Definition> definition) throws SchemaRefusedException, IOException {
        requireTexts(schema.description(), schema.tags());
        var changes = new ArrayList<Change>();
        if (catalog.registry(schema.name().registry()).isEmpty()) {
            changes.add(new Change.RegistryCreated(registry(schema.name().registry(), "", Map.of())));
        }
        changes.add(new Change.SchemaCreated(
                schema.name(), schema.format(), schema.compatibility(), schema.description(), Map.copyOf(schema.tags()), now()));
        Optional<SchemaVersion> first = definition.map(text -> version(schema.name(), 1, text, VersionStatus.AVAILABLE));
        first.ifPresent(version -> changes.add(new Change.VersionAdded(version)));
        commit(changes);
        return first;
    }

    private void requireRegistry(String name) throws SchemaRefusedException {
        if (!name.equals(SchemaName.DEFAULT_REGISTRY) && catalog.registry(name).isEmpty()) {
            throw new SchemaRefusedException(Reason.NOT_FOUND, "Registry is not found. RegistryName: " + name);
        }
    }

    private RegistryDescription registry(String name, String description, Map<String, String> tags) throws SchemaRefusedException {
        requireTexts(description, tags);
        return new RegistryDescription(name, description, tags, now());
    }

    private static void requireTexts(String description, Map<String, String> tags) throws SchemaRefusedException {
        if (description.length() > Limits.DESCRIPTION) {
            throw new SchemaRefusedException(Reason.INVALID, "Description must have at most 2048 characters, has " + description.length());
        }
        if (tags.size() > Limits.TAGS) throw new SchemaRefusedException(Reason.INVALID, "New Tags cannot be empty or more than 50");
    }

    private SchemaVersion version(SchemaName name, long number, Definition definition, VersionStatus status) {
        return new SchemaVersion(ids.get(), name, number, definition.text(), definition.format(), status, definition.fingerprint(), now());
    }

    /** To the disk first, then to the readers. */
    private void commit(List<Change> changes) throws IOException {
        journal.append(ChangeCodec.encode(changes));
        for (Change change : changes) {
            catalog.apply(change);
            log(change);
        }
    }

    private static void log(Change change) {
        if (change instanceof Change.VersionAdded added) {
            LOG.info("schema version registered schema={} number={} id={}", added.version().schema(), added.version().number(), added.version().id());
        }
    }

    private static SchemaRefusedException missing(SchemaName name) {
        return new SchemaRefusedException(
                Reason.NOT_FOUND, "Schema is not found. RegistryName: " + name.registry() + ", SchemaName: " + name.name() + ", SchemaArn: null");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    void refresh() {
        // This store is the writer: its catalog is never behind the file.
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            journal.close();
        } finally {
            lock.close();
        }
    }
}
