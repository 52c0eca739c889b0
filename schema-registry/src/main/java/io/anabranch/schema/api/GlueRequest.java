package io.anabranch.schema.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.anabranch.schema.model.Limits;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.SchemaRefusedException.Reason;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Typed access to the body of a request; what is missing or malformed is refused in the service's words. */
record GlueRequest(JsonNode body) {
    Optional<String> text(String field) {
        return text(body, field);
    }

    String required(String field) throws SchemaRefusedException {
        return text(field).orElseThrow(() -> invalid(field + " is required"));
    }

    <E extends Enum<E>> Optional<E> constant(Class<E> type, String field, String complaint) throws SchemaRefusedException {
        Optional<String> name = text(field);
        if (name.isEmpty()) return Optional.empty();
        try {
            return Optional.of(Enum.valueOf(type, name.get().toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw invalid(complaint);
        }
    }

    Map<String, String> tags() {
        var tags = new HashMap<String, String>();
        body.path("Tags").properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return tags;
    }

    /** The registry a request names in {@code RegistryId}, the default one if it names none. */
    String registry() throws SchemaRefusedException {
        JsonNode id = body.path("RegistryId");
        Optional<String> name = text(id, "RegistryName");
        Optional<String> arn = text(id, "RegistryArn");
        if (name.isPresent() && arn.isPresent()) {
            throw invalid("One of registryName or registryArn has to be provided, both cannot be provided.");
        }
        return legal("registryName", arn.map(text -> Arns.tail(text, "registry")).or(() -> name).orElse(SchemaName.DEFAULT_REGISTRY));
    }

    boolean namesRegistry() {
        return body.path("RegistryId").size() > 0;
    }

    boolean namesSchema() {
        return body.path("SchemaId").size() > 0;
    }

    /** The schema a request names in {@code SchemaId}. */
    SchemaName schema() throws SchemaRefusedException {
        JsonNode id = body.path("SchemaId");
        Optional<String> arn = text(id, "SchemaArn");
        Optional<String> name = text(id, "SchemaName");
        if (arn.isPresent() && name.isPresent()) {
            throw invalid("One of (registryName and schemaName) or schemaArn has to be provided, both cannot be provided.");
        }
        if (arn.isPresent()) return schemaOf(arn.get());
        if (name.isEmpty()) throw invalid("At least one of (registryName and schemaName) or schemaArn has to be provided.");
        return name(text(id, "RegistryName").orElse(SchemaName.DEFAULT_REGISTRY), name.get());
    }

    static SchemaName schemaOf(String arn) throws SchemaRefusedException {
        String[] parts = Arns.tail(arn, "schema").split("/", -1);
        if (parts.length != 2) throw invalid("The parameter value contains one or more characters that are not valid. Parameter Name: schemaArn");
        return name(parts[0], parts[1]);
    }

    static SchemaName name(String registry, String schema) throws SchemaRefusedException {
        return new SchemaName(legal("registryName", registry), legal("schemaName", schema));
    }

    static String legal(String parameter, String name) throws SchemaRefusedException {
        if (name.isEmpty() || name.length() > Limits.NAME) {
            throw invalid("The resource name contains too many or too few characters. Parameter Name: " + parameter);
        }
        try {
            return Limits.requireName(parameter, name);
        } catch (IllegalArgumentException e) {
            throw invalid("The parameter value contains one or more characters that are not valid. Parameter Name: " + parameter);
        }
    }

    Optional<UUID> versionId() throws SchemaRefusedException {
        Optional<String> id = text("SchemaVersionId");
        try {
            return id.map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            throw invalid("The parameter value contains one or more characters that are not valid. Parameter Name: schemaVersionId");
        }
    }

    /** The version a request names by number; empty for the latest. */
    Optional<Long> versionNumber() throws SchemaRefusedException {
        JsonNode number = body.path("SchemaVersionNumber");
        boolean latest = number.path("LatestVersion").asBoolean();
        boolean numbered = number.path("VersionNumber").isIntegralNumber();
        if (latest && numbered) throw invalid("Only one of VersionNumber or LatestVersion is required.");
        if (!latest && !numbered) throw invalid("One of version number (or) latest version is required.");
        return numbered ? Optional.of(number.path("VersionNumber").asLong()) : Optional.empty();
    }

    int maxResults() throws SchemaRefusedException {
        int wanted = body.path("MaxResults").asInt(100);
        if (wanted < 1 || wanted > 100) throw invalid("MaxResults must be between 1 and 100, was " + wanted);
        return wanted;
    }

    static SchemaRefusedException invalid(String message) {
        return new SchemaRefusedException(Reason.INVALID, message);
    }

    static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }
}
