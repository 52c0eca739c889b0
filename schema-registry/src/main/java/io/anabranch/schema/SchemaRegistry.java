package io.anabranch.schema;

import io.anabranch.schema.api.GlueHandler;
import io.anabranch.schema.client.SchemaSource;
import io.anabranch.schema.model.Compatibility;
import io.anabranch.schema.model.SchemaDescription;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.SchemaVersion;
import io.anabranch.schema.store.SchemaStore;
import io.anabranch.schema.store.WritableStore;
import io.anabranch.schema.store.WritableStore.NewSchema;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The schemas of a data folder, kept in its folder {@code schemas}. What was registered is on the disk before the call returns (but for {@link #openUnforced}) and keeps its id for ever.
 * Thread-safe. One process writes; any number may open the folder read-only meanwhile and see what is added to it. Names that break the service's limits
 * are an IllegalArgumentException, writing to a read-only registry is an IllegalStateException.
 */
public final class SchemaRegistry implements Closeable {
    private final SchemaStore store;

    private SchemaRegistry(SchemaStore store) {
        this.store = store;
    }

    /** Opens the registry of this data folder for writing, with the system's clock and random ids; makes it if it is not there. */
    public static SchemaRegistry open(Path data) throws IOException {
        return open(data, InstantSource.system(), UUID::randomUUID);
    }

    /**
     * Opens the registry of this data folder for writing.
     *
     * @param ids source of version ids that never repeats, not even after a restart
     * @throws IOException if another writer has the folder, or the journal is damaged before its tail
     */
    public static SchemaRegistry open(Path data, InstantSource clock, Supplier<UUID> ids) throws IOException {
        return new SchemaRegistry(WritableStore.open(data, clock, ids, true));
    }

    /** As {@link #open(Path)}, but nothing waits for the disk: a power failure may undo what was registered. For a folder nobody needs after that. */
    public static SchemaRegistry openUnforced(Path data) throws IOException {
        return new SchemaRegistry(WritableStore.open(data, InstantSource.system(), UUID::randomUUID, false));
    }

    /** Opens the registry of this data folder for reading; changes nothing in it, and needs nothing to be there yet. */
    public static SchemaRegistry openReadOnly(Path data) throws IOException {
        return new SchemaRegistry(SchemaStore.openReadOnly(data));
    }

    /** Registers an Avro definition; a schema that is not there yet is made with mode BACKWARD. */
    public SchemaVersion register(String registry, String schema, String definition) throws SchemaRefusedException, IOException {
        return register(new SchemaName(registry, schema), definition, Compatibility.BACKWARD);
    }

    /**
     * Registers an Avro definition, and makes registry and schema if they are not there. A definition with the same canonical form as an earlier version
     * of the schema is that version. Blocks until the registration is on the disk.
     *
     * @param compatibility of the schema if this call makes it; an existing schema keeps its own
     * @throws SchemaRefusedException if the definition is not Avro or breaks the schema's mode (with every reason); nothing is stored then
     * @throws IOException            if the disk failed; the registration may show after a restart, and registering again is safe
     */
    public SchemaVersion register(SchemaName name, String definition, Compatibility compatibility) throws SchemaRefusedException, IOException {
        return writable().register(NewSchema.avro(name, compatibility), definition);
    }

    /** The version of this id, also one that failed its compatibility check. */
    public Optional<SchemaVersion> fetch(UUID id) throws IOException {
        return store.version(id);
    }

    /** The version of the schema with the same canonical form; refused if the definition has none. */
    public Optional<SchemaVersion> byDefinition(String registry, String schema, String definition) throws SchemaRefusedException, IOException {
        return store.byDefinition(new SchemaName(registry, schema), definition);
    }

    /** Every schema, by registry and name. */
    public List<SchemaDescription> list() throws IOException {
        return store.schemas();
    }

    /** Every version of the schema in the order of their numbers. */
    public List<SchemaVersion> versions(SchemaName name) throws IOException {
        return store.versions(name);
    }

    /** The handler of Glue requests on this registry; region and account are part of the resource names it answers. */
    public GlueHandler glue(String region, String account) {
        return new GlueHandler(writable(), region, account);
    }

    /** This registry for encoders and decoders in the same process. */
    public SchemaSource source() {
        return new InProcessSource(this);
    }

    /** Copies all schemas into a data folder that has none. What is registered meanwhile may be in it or not. */
    public void copyTo(Path data) throws IOException {
        store.copyTo(data);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private WritableStore writable() {
        if (store instanceof WritableStore writable) return writable;
        throw new IllegalStateException("the registry was opened read-only");
    }
}
