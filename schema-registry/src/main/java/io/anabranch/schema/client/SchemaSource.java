package io.anabranch.schema.client;

import io.anabranch.schema.model.RegistryUnavailableException;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import java.util.Optional;
import java.util.UUID;

/** A registry, seen by those who write and read records. Thread-safe; every call may block on a disk or a network. */
public interface SchemaSource {
    /** The Avro definition registered under this id; empty if there is none, if it failed its compatibility check, or if it is of another format. */
    Optional<String> definition(UUID id) throws RegistryUnavailableException;

    /**
     * The id of the available version with this Avro definition, registered under {@code name} if it is not there yet, with schema (and mode BACKWARD)
     * and registry made as needed. Safe to repeat: the same definition gets the same id.
     *
     * @throws SchemaRefusedException if the registry will not have the definition
     */
    UUID register(SchemaName name, String definition) throws RegistryUnavailableException, SchemaRefusedException;
}
