package io.anabranch.schema.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anabranch.schema.model.RegistryDescription;
import io.anabranch.schema.model.SchemaDescription;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaVersion;
import io.anabranch.schema.model.VersionMetadata;
import java.util.List;
import java.util.Map;

/** Answers in the protocol's fields. Times are ISO-8601 texts: some clients refuse numbers. */
record GlueShapes(Arns arns) {
    ObjectNode created(RegistryDescription registry) {
        ObjectNode answer = names(registry).put("Description", registry.description());
        answer.set("Tags", texts(registry.tags()));
        return answer;
    }

    ObjectNode registry(RegistryDescription registry) {
        return names(registry)
                .put("Description", registry.description())
                .put("Status", "AVAILABLE")
                .put("CreatedTime", registry.created().toString())
                .put("UpdatedTime", registry.created().toString());
    }

    private ObjectNode names(RegistryDescription registry) {
        return object().put("RegistryName", registry.name()).put("RegistryArn", arns.registry(registry.name()));
    }

    ObjectNode names(SchemaName name) {
        return object().put("SchemaArn", arns.schema(name)).put("SchemaName", name.name()).put("RegistryName", name.registry());
    }

    ObjectNode schema(SchemaDescription schema) {
        return names(schema.name())
                .put("RegistryArn", arns.registry(schema.name().registry()))
                .put("Description", schema.description())
                .put("DataFormat", schema.format().name())
                .put("Compatibility", schema.compatibility().name())
                .put("SchemaCheckpoint", schema.checkpoint())
                .put("LatestSchemaVersion", schema.latest())
                .put("NextSchemaVersion", schema.next())
                .put("SchemaStatus", "AVAILABLE");
    }

    ObjectNode listed(SchemaDescription schema) {
        return names(schema.name())
                .put("Description", schema.description())
                .put("SchemaStatus", "AVAILABLE")
                .put("CreatedTime", schema.created().toString())
                .put("UpdatedTime", schema.updated().toString());
    }

    ObjectNode version(SchemaVersion version) {
        return object()
                .put("SchemaVersionId", version.id().toString())
                .put("SchemaDefinition", version.definition())
                .put("DataFormat", version.format().name())
                .put("SchemaArn", arns.schema(version.schema()))
                .put("VersionNumber", version.number())
                .put("Status", version.status().name())
                .put("CreatedTime", version.created().toString());
    }

    ObjectNode listed(SchemaVersion version) {
        return object()
                .put("SchemaArn", arns.schema(version.schema()))
                .put("SchemaVersionId", version.id().toString())
                .put("VersionNumber", version.number())
                .put("Status", version.status().name())
                .put("CreatedTime", version.created().toString());
    }

    /** The newest value of a key stands in front, the others in their list. */
    ObjectNode metadata(Map<String, List<VersionMetadata>> byKey) {
        ObjectNode answer = object();
        ObjectNode map = answer.putObject("MetadataInfoMap");
        byKey.forEach((key, pairs) -> {
            ObjectNode info = metadata(map.putObject(key), pairs.get(pairs.size() - 1));
            var others = info.putArray("OtherMetadataValueList");
            pairs.subList(0, pairs.size() - 1).forEach(pair -> metadata(others.addObject(), pair));
        });
        return answer;
    }

    private static ObjectNode metadata(ObjectNode into, VersionMetadata pair) {
        return into.put("MetadataValue", pair.value()).put("CreatedTime", pair.created().toString());
    }

    static ObjectNode texts(Map<String, String> texts) {
        ObjectNode node = object();
        texts.forEach(node::put);
        return node;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
