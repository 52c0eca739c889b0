package io.anabranch.schema.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anabranch.schema.model.Compatibility;
import io.anabranch.schema.model.DataFormat;
import io.anabranch.schema.model.RegistryDescription;
import io.anabranch.schema.model.SchemaDescription;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.SchemaRefusedException.Reason;
import io.anabranch.schema.model.SchemaVersion;
import io.anabranch.schema.model.VersionMetadata;
import io.anabranch.schema.store.WritableStore;
import io.anabranch.schema.store.WritableStore.NewSchema;
import io.anabranch.schema.store.WritableStore.OnIncompatible;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The operations of the protocol over a store. */
final class GlueOperations {
    private final WritableStore store;
    private final Arns arns;
    private final GlueShapes shapes;

    GlueOperations(WritableStore store, Arns arns) {
        this.store = store;
        this.arns = arns;
        this.shapes = new GlueShapes(arns);
    }

    Map<String, GlueHandler.Operation> byName() {
        return Map.ofEntries(
                Map.entry("CreateRegistry", this::createRegistry),
                Map.entry("GetRegistry", this::getRegistry),
                Map.entry("CreateSchema", this::createSchema),
                Map.entry("GetSchema", this::getSchema),
                Map.entry("ListSchemas", this::listSchemas),
                Map.entry("RegisterSchemaVersion", this::registerSchemaVersion),
                Map.entry("GetSchemaVersion", this::getSchemaVersion),
                Map.entry("GetSchemaByDefinition", this::getSchemaByDefinition),
                Map.entry("ListSchemaVersions", this::listSchemaVersions),
                Map.entry("PutSchemaVersionMetadata", this::putMetadata),
                Map.entry("QuerySchemaVersionMetadata", this::queryMetadata),
                Map.entry("GetTags", this::getTags));
    }

    private ObjectNode createRegistry(GlueRequest request) throws SchemaRefusedException, IOException {
        String name = GlueRequest.legal("registryName", request.required("RegistryName"));
        return shapes.created(store.createRegistry(name, request.text("Description").orElse(""), request.tags()));
    }

    private ObjectNode getRegistry(GlueRequest request) throws SchemaRefusedException, IOException {
        return shapes.registry(existingRegistry(request.registry()));
    }

    private ObjectNode createSchema(GlueRequest request) throws SchemaRefusedException, IOException {
        SchemaName name = GlueRequest.name(request.registry(), request.required("SchemaName"));
        DataFormat format = request.constant(DataFormat.class, "DataFormat", "Data format is not valid.")
                .orElseThrow(() -> GlueRequest.invalid("Data format is not valid."));
        Compatibility mode = request.constant(Compatibility.class, "Compatibility", "Compatibility is not valid.").orElse(Compatibility.NONE);
        var schema = new NewSchema(name, format, mode, request.text("Description").orElse(""), request.tags());
        Optional<SchemaVersion> first = store.createSchema(schema, request.text("SchemaDefinition"));
        ObjectNode answer = shapes.schema(existing(name));
        answer.set("Tags", GlueShapes.texts(schema.tags()));
        first.ifPresent(version -> answer.put("SchemaVersionId", version.id().toString()).put("SchemaVersionStatus", version.status().name()));
        return answer;
    }

    private ObjectNode getSchema(GlueRequest request) throws SchemaRefusedException, IOException {
        SchemaDescription schema = existing(request.schema());
        return shapes.schema(schema).put("CreatedTime", schema.created().toString()).put("UpdatedTime", schema.updated().toString());
    }

    private ObjectNode listSchemas(GlueRequest request) throws SchemaRefusedException, IOException {
        Predicate<SchemaDescription> wanted = schema -> true;
        if (request.namesRegistry()) {
            String registry = existingRegistry(request.registry()).name();
            wanted = schema -> schema.name().registry().equals(registry);
        }
        List<SchemaDescription> schemas = store.schemas().stream().filter(wanted).toList();
        return page(request, schemas, schema -> schema.name().toString(), shapes::listed);
    }

    private ObjectNode registerSchemaVersion(GlueRequest request) throws SchemaRefusedException, IOException {
        SchemaVersion version = store.addVersion(request.schema(), request.required("SchemaDefinition"), OnIncompatible.KEEP_AS_FAILURE);
        return answer(version).put("VersionNumber", version.number()).put("Status", version.status().name());
    }

    private ObjectNode getSchemaVersion(GlueRequest request) throws SchemaRefusedException, IOException {
        return shapes.version(version(request));
    }

    private ObjectNode getSchemaByDefinition(GlueRequest request) throws SchemaRefusedException, IOException {
        SchemaName name = existing(request.schema()).name();
        SchemaVersion version = store.byDefinition(name, request.required("SchemaDefinition")).orElseThrow(() -> noVersion(name, "null", false));
        return answer(version)
                .put("SchemaArn", arns.schema(name))
                .put("DataFormat", version.format().name())
                .put("Status", version.status().name())
                .put("CreatedTime", version.created().toString());
    }

    private ObjectNode listSchemaVersions(GlueRequest request) throws SchemaRefusedException, IOException {
        SchemaName name = existing(request.schema()).name();
        return page(request, store.versions(name), version -> Long.toString(version.number()), shapes::listed);
    }

    private ObjectNode putMetadata(GlueRequest request) throws SchemaRefusedException, IOException {
        SchemaVersion version = version(request);
        String key = metadataText(request, "MetadataKey", 128);
        String value = metadataText(request, "MetadataValue", 256);
        store.putMetadata(version.id(), key, value);
        boolean latest = store.latest(version.schema()).filter(version::equals).isPresent();
        return shapes.names(version.schema())
                .put("LatestVersion", latest)
                .put("VersionNumber", version.number())
                .put("SchemaVersionId", version.id().toString())
                .put("MetadataKey", key)
                .put("MetadataValue", value);
    }

    private static String metadataText(GlueRequest request, String field, int longest) throws SchemaRefusedException {
        String text = GlueRequest.text(request.body().path("MetadataKeyValue"), field).orElse("");
        if (text.isEmpty() || text.length() > longest) {
            throw GlueRequest.invalid("The resource name contains too many or too few characters. Parameter Name: " + field);
        }
        return text;
    }

    private ObjectNode queryMetadata(GlueRequest request) throws SchemaRefusedException, IOException {
        SchemaVersion version = version(request);
        var byKey = new LinkedHashMap<String, List<VersionMetadata>>();
        for (VersionMetadata pair : store.metadata(version.id())) {
            byKey.merge(pair.key(), List.of(pair), GlueOperations::joined);
        }
        return shapes.metadata(byKey).put("SchemaVersionId", version.id().toString());
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private ObjectNode getTags(GlueRequest request) throws SchemaRefusedException, IOException {
        String arn = request.required("ResourceArn");
        Map<String, String> tags = Arns.tail(arn, "schema").isEmpty()
                ? existingRegistry(Arns.tail(arn, "registry")).tags()
                : existing(GlueRequest.schemaOf(arn)).tags();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.set("Tags", GlueShapes.texts(tags));
        return answer;
    }

    private SchemaVersion version(GlueRequest request) throws SchemaRefusedException, IOException {
        Optional<UUID> id = request.versionId();
        if (id.isPresent()) {
            if (request.namesSchema()) throw GlueRequest.invalid("No other input parameters can be specified when fetching by SchemaVersionId.");
            return store.version(id.get()).orElseThrow(() -> notFound("Schema version is not found. SchemaVersionId: " + id.get()));
        }
        SchemaName name = existing(request.schema()).name();
        Optional<Long> number = request.versionNumber();
        Optional<SchemaVersion> found = number.isPresent() ? store.version(name, number.get()) : store.latest(name);
        return found.orElseThrow(() -> noVersion(name, number.map(String::valueOf).orElse("null"), number.isEmpty()));
    }

    private SchemaDescription existing(SchemaName name) throws SchemaRefusedException, IOException {
        return store.schema(name).orElseThrow(() ->
                notFound("Schema is not found. RegistryName: " + name.registry() + ", SchemaName: " + name.name() + ", SchemaArn: null"));
    }

    private RegistryDescription existingRegistry(String name) throws SchemaRefusedException, IOException {
        return store.registry(name).orElseThrow(() -> notFound("Registry is not found. RegistryName: " + name));
    }

    private static SchemaRefusedException noVersion(SchemaName name, String number, boolean latest) {
        return notFound("Schema version is not found. RegistryName: " + name.registry() + ", SchemaName: " + name.name()
                + ", SchemaArn: null, VersionNumber: " + number + ", isLatestVersion: " + latest);
    }

    private static SchemaRefusedException notFound(String message) {
        return new SchemaRefusedException(Reason.NOT_FOUND, message);
    }

    private static ObjectNode answer(SchemaVersion version) {
        return JsonNodeFactory.instance.objectNode().put("SchemaVersionId", version.id().toString());
    }

    /** One page; the token is the key of the last item shown, and items are never taken away, so it stays good. */
    private static <T> ObjectNode page(GlueRequest request, List<T> items, Function<T, String> key, Function<T, ObjectNode> shape)
            throws SchemaRefusedException {
        int from = request.text("NextToken").map(token -> items.stream().map(key).toList().indexOf(token) + 1).orElse(0);
        if (request.text("NextToken").isPresent() && from == 0) throw GlueRequest.invalid("NextToken is not valid.");
        int to = Math.min(items.size(), from + request.maxResults());
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        var list = answer.putArray("Schemas");
        items.subList(from, to).forEach(item -> list.add(shape.apply(item)));
        return to < items.size() ? answer.put("NextToken", key.apply(items.get(to - 1))) : answer;
    }
}
