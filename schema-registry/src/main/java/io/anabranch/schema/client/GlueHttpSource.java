package io.anabranch.schema.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anabranch.schema.model.RegistryUnavailableException;
import io.anabranch.schema.model.SchemaName;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.model.SchemaRefusedException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.UUID;

/**
 * A registry that speaks the Glue protocol (JSON 1.1 over HTTP), as the simulator's server does on the port of its streams. A question takes at most five
 * seconds. The request names a signature because the protocol wants one; it is not a valid one, so a server that verifies signatures refuses it.
 */
public final class GlueHttpSource implements SchemaSource {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final DateTimeFormatter AMZ_DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
    private final URI endpoint;
    private final InstantSource clock;

    /** @param endpoint scheme, host and port, {@code http://127.0.0.1:4567} */
    public GlueHttpSource(URI endpoint, InstantSource clock) {
        this.endpoint = endpoint.resolve("/");
        this.clock = clock;
    }

    @Override
    public Optional<String> definition(UUID id) throws RegistryUnavailableException {
        Answer answer = call("GetSchemaVersion", JSON.createObjectNode().put("SchemaVersionId", id.toString()));
        if (answer.is("EntityNotFoundException")) return Optional.empty();
        JsonNode version = answer.orUnavailable("GetSchemaVersion");
        boolean readable = version.path("DataFormat").asText().equals("AVRO") && !version.path("Status").asText().equals("FAILURE");
        return readable ? Optional.of(version.path("SchemaDefinition").asText()) : Optional.empty();
    }

    @Override
    public UUID register(SchemaName name, String definition) throws RegistryUnavailableException, SchemaRefusedException {
        Answer known = call("GetSchemaByDefinition", body(name, definition));
        if (!known.is("EntityNotFoundException")) return available(name, known, "GetSchemaByDefinition", "Status");
        if (known.message().contains("Schema version is not found.")) return addVersion(name, definition);
        return create(name, definition);
    }

    private UUID create(SchemaName name, String definition) throws RegistryUnavailableException, SchemaRefusedException {
        ObjectNode body = body(name, definition);
        body.remove("SchemaId");
        body.putObject("RegistryId").put("RegistryName", name.registry());
        body.put("SchemaName", name.name()).put("DataFormat", "AVRO").put("Compatibility", "BACKWARD");
        Answer created = call("CreateSchema", body);
        if (created.is("EntityNotFoundException")) {
            createRegistry(name.registry());
            created = call("CreateSchema", body);
        }
        return created.is("AlreadyExistsException") ? addVersion(name, definition) : available(name, created, "CreateSchema", "SchemaVersionStatus");
    }

    private void createRegistry(String registry) throws RegistryUnavailableException, SchemaRefusedException {
        Answer created = call("CreateRegistry", JSON.createObjectNode().put("RegistryName", registry));
        if (!created.is("AlreadyExistsException")) created.orRefused("CreateRegistry");
    }

    private UUID addVersion(SchemaName name, String definition) throws RegistryUnavailableException, SchemaRefusedException {
        return available(name, call("RegisterSchemaVersion", body(name, definition)), "RegisterSchemaVersion", "Status");
    }

    private static ObjectNode body(SchemaName name, String definition) {
        ObjectNode body = JSON.createObjectNode().put("SchemaDefinition", definition);
        body.putObject("SchemaId").put("RegistryName", name.registry()).put("SchemaName", name.name());
        return body;
    }

    private static UUID available(SchemaName name, Answer answer, String operation, String statusField)
            throws RegistryUnavailableException, SchemaRefusedException {
        JsonNode json = answer.orRefused(operation);
        String status = json.path(statusField).asText();
        if (status.equals("AVAILABLE")) return UUID.fromString(json.path("SchemaVersionId").asText());
        throw new SchemaRefusedException(Reason.INCOMPATIBLE, "the registry gave this definition of " + name + " the status " + status);
    }

    private Answer call(String operation, ObjectNode body) throws RegistryUnavailableException {
        try {
            HttpResponse<byte[]> response = http.send(request(operation, JSON.writeValueAsBytes(body)), BodyHandlers.ofByteArray());
            return answer(operation, response);
        } catch (IOException e) {
            throw new RegistryUnavailableException(endpoint + " did not answer " + operation + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryUnavailableException("interrupted while waiting for " + operation + " at " + endpoint, e);
        }
    }

    private Answer answer(String operation, HttpResponse<byte[]> response) throws IOException, RegistryUnavailableException {
        try {
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (JsonProcessingException e) {
            throw new RegistryUnavailableException(endpoint + " answered " + operation + " with " + response.statusCode() + " and no JSON", e);
        }
    }

    private HttpRequest request(String operation, byte[] body) {
        String date = AMZ_DATE.format(clock.instant());
        String signature = "AWS4-HMAC-SHA256 Credential=anabranch/" + date.substring(0, 8)
                + "/us-east-1/glue/aws4_request, SignedHeaders=host;x-amz-date;x-amz-target, Signature=" + "0".repeat(64);
        return HttpRequest.newBuilder(endpoint)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "AWSGlue." + operation)
                .header("X-Amz-Date", date)
                .header("Authorization", signature)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private record Answer(int status, JsonNode json) {
        boolean is(String error) {
            return status != 200 && json.path("__type").asText().endsWith(error);
        }

        String message() {
            return json.path("Message").asText(json.path("message").asText());
        }

        JsonNode orUnavailable(String operation) throws RegistryUnavailableException {
            if (status == 200) return json;
            throw new RegistryUnavailableException(operation + " was answered with " + status + " " + json);
        }

        JsonNode orRefused(String operation) throws RegistryUnavailableException, SchemaRefusedException {
            if (is("InvalidInputException")) throw new SchemaRefusedException(Reason.INVALID, message());
            if (is("ResourceNumberLimitExceededException")) throw new SchemaRefusedException(Reason.LIMIT_EXCEEDED, message());
            return orUnavailable(operation);
        }
    }
}
