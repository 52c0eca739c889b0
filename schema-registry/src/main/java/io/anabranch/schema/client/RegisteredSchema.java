package io.anabranch.schema.client;

import java.util.UUID;
import org.apache.avro.Schema;

/** A schema with its id, parsed once: a client hands out the same instance for the same id as long as it is in the cache. */
public record RegisteredSchema(UUID id, Schema schema) {}
