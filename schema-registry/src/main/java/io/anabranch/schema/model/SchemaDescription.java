package io.anabranch.schema.model;

import java.time.Instant;
import java.util.Map;

/**
 * A schema without its versions.
 *
 * @param checkpoint the first version the {@code _ALL} modes look at
 * @param latest     number of the latest available version, 0 if there is none
 * @param next       number the next version will get
 * @param updated    when the schema or its last version was created
 */
public record SchemaDescription(
        SchemaName name,
        DataFormat format,
        Compatibility compatibility,
        String description,
        Map<String, String> tags,
        long checkpoint,
        long latest,
        long next,
        Instant created,
        Instant updated) {
    public SchemaDescription {
        tags = Map.copyOf(tags);
    }
}
