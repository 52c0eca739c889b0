package io.anabranch.schema.model;

import java.time.Instant;
import java.util.Map;

/** A registry: a room for schemas. */
public record RegistryDescription(String name, String description, Map<String, String> tags, Instant created) {
    public RegistryDescription {
        Limits.requireName("registry name", name);
        tags = Map.copyOf(tags);
    }
}
