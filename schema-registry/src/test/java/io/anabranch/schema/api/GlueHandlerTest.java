package io.anabranch.schema.api;

import static io.anabranch.schema.Schemas.field;
import static io.anabranch.schema.Schemas.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anabranch.schema.store.WritableStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlueHandlerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    Path data;

    private WritableStore store;
    private GlueHandler handler;
    private long nextId;

    @BeforeEach
    void open() throws IOException {
        store = WritableStore.open(data, () -> NOW, () -> new UUID(0, ++nextId), true);
        handler = new GlueHandler(store, "eu-west-1", "000000000000");
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void createSchemaMakesTheDefaultRegistryAndTheFirstVersion() {
        JsonNode answer = ok("CreateSchema", create("orders", "BACKWARD").put("Description", "what is sold"));

        assertThat(answer).isEqualTo(json("""
                {"SchemaArn":"arn:aws:glue:eu-west-1:000000000000:schema/default-registry/orders","SchemaName":"orders","RegistryName":"default-registry",
                 "RegistryArn":"arn:aws:glue:eu-west-1:000000000000:registry/default-registry","Description":"what is sold","DataFormat":"AVRO",
                 "Compatibility":"BACKWARD","SchemaCheckpoint":1,"LatestSchemaVersion":1,"NextSchemaVersion":2,"SchemaStatus":"AVAILABLE","Tags":{},
                 "SchemaVersionId":"00000000-0000-0000-0000-000000000001","SchemaVersionStatus":"AVAILABLE"}"""));
        assertThat(ok("GetRegistry", object()).path("RegistryName").asText()).isEqualTo("default-registry");
    }

    @Test
    void aVersionIsFoundByIdByNumberAsTheLatestAndByDefinition() {
        ok("CreateSchema", create("orders", "BACKWARD"));
        JsonNode expected = json("""
                {"SchemaVersionId":"00000000-0000-0000-0000-000000000001","SchemaDefinition":%s,"DataFormat":"AVRO",
                 "SchemaArn":"arn:aws:glue:eu-west-1:000000000000:schema/default-registry/orders","VersionNumber":1,"Status":"AVAILABLE",
                 "CreatedTime":"2026-01-02T03:04:05.678Z"}""".formatted(quoted(order())));

        assertThat(ok("GetSchemaVersion", object().put("SchemaVersionId", new UUID(0, 1).toString()))).isEqualTo(expected);
        assertThat(ok("GetSchemaVersion", number(of("orders"), 1))).isEqualTo(expected);
        ObjectNode latest = of("orders");
        latest.putObject("SchemaVersionNumber").put("LatestVersion", true);
        assertThat(ok("GetSchemaVersion", latest)).isEqualTo(expected);
        assertThat(ok("GetSchemaByDefinition", of("orders").put("SchemaDefinition", " " + order()))).isEqualTo(json("""
                {"SchemaVersionId":"00000000-0000-0000-0000-000000000001","DataFormat":"AVRO","Status":"AVAILABLE",
                 "SchemaArn":"arn:aws:glue:eu-west-1:000000000000:schema/default-registry/orders","CreatedTime":"2026-01-02T03:04:05.678Z"}"""));
    }

    @Test
    void aSchemaIsAlsoNamedByItsArnOfAnyRegion() {
        ok("CreateSchema", create("orders", "NONE"));
        ObjectNode request = object();
        request.putObject("SchemaId").put("SchemaArn", "arn:aws:glue:us-west-2:123456789012:schema/default-registry/orders");

        assertThat(ok("GetSchema", request).path("SchemaName").asText()).isEqualTo("orders");
    }

    /** Client libraries create the schema after the first text and register a version after the second. */
    @Test
    void notFoundSaysWhatIsMissing() {
        error("GetSchemaByDefinition", of("orders").put("SchemaDefinition", order()), "EntityNotFoundException",
                "Schema is not found. RegistryName: default-registry, SchemaName: orders, SchemaArn: null");
        error("RegisterSchemaVersion", of("orders").put("SchemaDefinition", order()), "EntityNotFoundException", "Schema is not found. ");
        ok("CreateSchema", create("orders", "NONE"));
        error("GetSchemaByDefinition", of("orders").put("SchemaDefinition", "\"int\""), "EntityNotFoundException",
                "Schema version is not found. RegistryName: default-registry, SchemaName: orders, SchemaArn: null, VersionNumber: null, isLatestVersion: false");
        error("GetSchemaVersion", number(of("orders"), 2), "EntityNotFoundException", "Schema version is not found. ");
        error("GetSchemaVersion", object().put("SchemaVersionId", new UUID(9, 9).toString()), "EntityNotFoundException",
                "Schema version is not found. SchemaVersionId: 00000000-0000-0009-0000-000000000009");
        ObjectNode elsewhere = create("orders", "NONE");
        elsewhere.putObject("RegistryId").put("RegistryName", "nowhere");
        error("CreateSchema", elsewhere, "EntityNotFoundException", "Registry is not found. RegistryName: nowhere");
    }

    @Test
    void anEvolvedVersionIsAvailableAtOnceAndAnIncompatibleOneIsAFailureThatUsesUpANumber() {
        ok("CreateSchema", create("orders", "BACKWARD"));
        ObjectNode bad = of("orders").put("SchemaDefinition", order(field("a", "\"int\"")));
        JsonNode failed = ok("RegisterSchemaVersion", bad);
        assertThat(failed.path("Status").asText()).isEqualTo("FAILURE");
        assertThat(failed.path("VersionNumber").asInt()).isEqualTo(2);
        assertThat(ok("RegisterSchemaVersion", bad)).isEqualTo(failed);
        assertThat(ok("GetSchemaByDefinition", bad).path("Status").asText()).isEqualTo("FAILURE");

        JsonNode good = ok("RegisterSchemaVersion", of("orders").put("SchemaDefinition", order(field("a", "\"int\"", "0"))));
        assertThat(good.path("Status").asText()).isEqualTo("AVAILABLE");
        assertThat(good.path("VersionNumber").asInt()).isEqualTo(3);
        JsonNode schema = ok("GetSchema", of("orders"));
        assertThat(schema.path("LatestSchemaVersion").asInt()).isEqualTo(3);
        assertThat(schema.path("NextSchemaVersion").asInt()).isEqualTo(4);
    }

    @Test
    void whatIsThereCannotBeCreatedAgain() {
        ok("CreateSchema", create("orders", "NONE"));
        error("CreateSchema", create("orders", "NONE"), "AlreadyExistsException",
                "Schema already exists. SchemaName: orders, RegistryName: default-registry");
        ok("CreateRegistry", object().put("RegistryName", "desk"));
        error("CreateRegistry", object().put("RegistryName", "desk"), "AlreadyExistsException", "Registry already exists. RegistryName: desk");
    }

    @Test
    void disabledTakesNoSecondVersion() {
        ok("CreateSchema", create("orders", "DISABLED"));
        error("RegisterSchemaVersion", of("orders").put("SchemaDefinition", "\"int\""), "InvalidInputException",
                "Compatibility DISABLED does not allow versioning.");
    }

    @Test
    void metadataIsKeptOverARestart() throws IOException {
        ok("CreateSchema", create("orders", "NONE"));
        JsonNode put = ok("PutSchemaVersionMetadata", metadata("x-amz-meta-transport", "orders-stream"));
        assertThat(put).isEqualTo(json("""
                {"SchemaArn":"arn:aws:glue:eu-west-1:000000000000:schema/default-registry/orders","SchemaName":"orders","RegistryName":"default-registry",
                 "LatestVersion":true,"VersionNumber":1,"SchemaVersionId":"00000000-0000-0000-0000-000000000001",
                 "MetadataKey":"x-amz-meta-transport","MetadataValue":"orders-stream"}"""));
        ok("PutSchemaVersionMetadata", metadata("x-amz-meta-transport", "other-stream"));
        close();
        open();

        error("PutSchemaVersionMetadata", metadata("x-amz-meta-transport", "orders-stream"), "AlreadyExistsException", "Resource already exist for schema version id: ");
        assertThat(ok("QuerySchemaVersionMetadata", object().put("SchemaVersionId", new UUID(0, 1).toString()))).isEqualTo(json("""
                {"MetadataInfoMap":{"x-amz-meta-transport":{"MetadataValue":"other-stream","CreatedTime":"2026-01-02T03:04:05.678Z",
                  "OtherMetadataValueList":[{"MetadataValue":"orders-stream","CreatedTime":"2026-01-02T03:04:05.678Z"}]}},
                 "SchemaVersionId":"00000000-0000-0000-0000-000000000001"}"""));
    }

    @Test
    void aVersionHasTenMetadataPairs() {
        ok("CreateSchema", create("orders", "NONE"));
        for (int i = 0; i < 10; i++) ok("PutSchemaVersionMetadata", metadata("key" + i, "value"));
        error("PutSchemaVersionMetadata", metadata("key10", "value"), "ResourceNumberLimitExceededException",
                "Your resource limits for Schema Version Metadata have been exceeded.");
    }

    @Test
    void listsComeInPages() {
        for (int i = 0; i < 5; i++) ok("CreateSchema", create("s" + i, "NONE"));
        ok("CreateRegistry", object().put("RegistryName", "a"));
        ObjectNode inA = create("only", "NONE");
        inA.putObject("RegistryId").put("RegistryName", "a");
        ok("CreateSchema", inA);

        assertThat(ok("ListSchemas", object()).path("Schemas")).hasSize(6);
        ObjectNode request = object().put("MaxResults", 2);
        request.putObject("RegistryId").put("RegistryName", "default-registry");
        var names = new StringBuilder();
        String token = "";
        do {
            JsonNode page = ok("ListSchemas", token.isEmpty() ? request : request.put("NextToken", token));
            page.path("Schemas").forEach(schema -> names.append(schema.path("SchemaName").asText()).append(' '));
            token = page.path("NextToken").asText();
            names.append(token.isEmpty() ? "." : "| ");
        } while (!token.isEmpty());
        assertThat(names).hasToString("s0 s1 | s2 s3 | s4 .");
        error("ListSchemas", object().put("NextToken", "rubbish"), "InvalidInputException", "NextToken is not valid.");
        error("ListSchemas", object().put("MaxResults", 0), "InvalidInputException", "MaxResults must be between 1 and 100");
    }

    @Test
    void versionsAreListedInOrder() {
        ok("CreateSchema", create("orders", "NONE"));
        ok("RegisterSchemaVersion", of("orders").put("SchemaDefinition", "\"int\""));

        JsonNode versions = ok("ListSchemaVersions", of("orders")).path("Schemas");
        assertThat(versions.findValuesAsText("VersionNumber")).containsExactly("1", "2");
        assertThat(versions.findValuesAsText("Status")).containsOnly("AVAILABLE");
    }

    @Test
    void tagsAreKept() {
        ObjectNode request = create("orders", "NONE");
        request.putObject("Tags").put("team", "desk");
        ok("CreateSchema", request);

        assertThat(ok("GetTags", object().put("ResourceArn", "arn:aws:glue:eu-west-1:000000000000:schema/default-registry/orders")))
                .isEqualTo(json("{\"Tags\":{\"team\":\"desk\"}}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"SchemaName\":\"\",\"DataFormat\":\"AVRO\"}         | too many or too few characters. Parameter Name: schemaName",
        "{\"SchemaName\":\"a/b\",\"DataFormat\":\"AVRO\"}      | characters that are not valid. Parameter Name: schemaName",
        "{\"DataFormat\":\"AVRO\"}                             | SchemaName is required",
        "{\"SchemaName\":\"a\"}                                | Data format is not valid.",
        "{\"SchemaName\":\"a\",\"DataFormat\":\"XML\"}         | Data format is not valid.",
        "{\"SchemaName\":\"a\",\"DataFormat\":\"AVRO\",\"Compatibility\":\"SIDEWARD\"} | Compatibility is not valid.",
        "{\"SchemaName\":\"a\",\"DataFormat\":\"AVRO\",\"SchemaDefinition\":\"{\"} | Schema definition of AVRO data format is invalid: ",
        "{\"SchemaName\":\"a\",\"DataFormat\":\"JSON\",\"SchemaDefinition\":\"{\"} | Schema definition of JSON data format is invalid: ",
    })
    void invalidInputIsSaidInTheServicesWords(String body, String message) {
        error("CreateSchema", (ObjectNode) json(body), "InvalidInputException", message);
    }

    @Test
    void otherFormatsAreStoredAsTheyCome() {
        ok("CreateSchema", object().put("SchemaName", "p").put("DataFormat", "PROTOBUF").put("Compatibility", "BACKWARD").put("SchemaDefinition", "syntax = \"proto3\";"));
        assertThat(ok("RegisterSchemaVersion", of("p").put("SchemaDefinition", "message M {}")).path("Status").asText()).isEqualTo("AVAILABLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "{", "nonsense"})
    void aBodyThatIsNoObjectIsASerializationError(String body) {
        Response response = handler.handle("GetSchema", body.getBytes(StandardCharsets.UTF_8));
        assertThat(response.status()).isEqualTo(400);
        assertThat(json(response).path("__type").asText()).isEqualTo("SerializationException");
    }

    @Test
    void anUnknownOperationSaysSo() {
        error("DeleteDatabase", object(), "UnknownOperationException", "DeleteDatabase");
        assertThat(handler.knows("DeleteDatabase")).isFalse();
        assertThat(handler.knows("GetSchemaVersion")).isTrue();
    }

    private JsonNode ok(String operation, ObjectNode request) {
        Response response = handler.handle(operation, request.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(response.status()).as("%s", json(response)).isEqualTo(200);
        return json(response);
    }

    private void error(String operation, ObjectNode request, String type, String message) {
        Response response = handler.handle(operation, request.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(response.status()).isEqualTo(400);
        assertThat(json(response).path("__type").asText()).isEqualTo(type);
        assertThat(json(response).path("Message").asText()).contains(message);
    }

    private static ObjectNode create(String name, String compatibility) {
        return object().put("SchemaName", name).put("DataFormat", "AVRO").put("Compatibility", compatibility).put("SchemaDefinition", order());
    }

    private static ObjectNode of(String schema) {
        ObjectNode request = object();
        request.putObject("SchemaId").put("SchemaName", schema).put("RegistryName", "default-registry");
        return request;
    }

    private static ObjectNode number(ObjectNode request, long number) {
        request.putObject("SchemaVersionNumber").put("VersionNumber", number);
        return request;
    }

    private static ObjectNode metadata(String key, String value) {
        ObjectNode request = object().put("SchemaVersionId", new UUID(0, 1).toString());
        request.putObject("MetadataKeyValue").put("MetadataKey", key).put("MetadataValue", value);
        return request;
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    private static JsonNode json(Response response) {
        return json(new String(response.json(), StandardCharsets.UTF_8));
    }

    private static JsonNode json(String text) {
        try {
            // Through a tree and back, so that numbers compare whatever their width was.
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
