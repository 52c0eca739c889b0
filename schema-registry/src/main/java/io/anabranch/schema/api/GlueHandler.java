package io.anabranch.schema.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anabranch.schema.model.SchemaRefusedException;
import io.anabranch.schema.store.WritableStore;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests of the Glue schema registry protocol (JSON 1.1): the operations its serialisers and deserialisers make, and those to look around.
 * The texts of not-found errors matter, because the client libraries tell a missing schema from a missing version by them. Thread-safe. An operation that
 * changes something blocks until the disk has it: keep it off a thread that must not block.
 */
public final class GlueHandler {
    private static final Logger LOG = LoggerFactory.getLogger(GlueHandler.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One operation. */
    interface Operation {
        ObjectNode answer(GlueRequest request) throws SchemaRefusedException, IOException;
    }

    private final Map<String, Operation> operations;

    public GlueHandler(WritableStore store, String region, String account) {
        this.operations = new GlueOperations(store, new Arns(region, account)).byName();
    }

    /** True if {@code operation} (without the prefix {@code AWSGlue.}) is one of those answered here. */
    public boolean knows(String operation) {
        return operations.containsKey(operation);
    }

    /**
     * Answers one request; never throws.
     *
     * @param operation the part of the target behind {@code AWSGlue.}
     * @param jsonBody  the body as it came; an empty one is an empty object
     */
    public Response handle(String operation, byte[] jsonBody) {
        Operation known = operations.get(operation);
        if (known == null) return error(GlueError.UNKNOWN_OPERATION, "Unknown operation: " + operation);
        try {
            return new Response(200, JSON.writeValueAsBytes(known.answer(new GlueRequest(body(jsonBody)))));
        } catch (SchemaRefusedException e) {
            return error(GlueError.of(e.reason()), String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            return error(GlueError.SERIALIZATION, "the body is no JSON object: " + e.getOriginalMessage());
        } catch (IOException | RuntimeException e) {
            LOG.error("schema request failed operation={}", operation, e);
            return error(GlueError.INTERNAL_SERVICE, String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode body(byte[] bytes) throws JsonProcessingException, IOException {
        if (bytes.length == 0) return JSON.createObjectNode();
        JsonNode body = JSON.readTree(bytes);
        if (!body.isObject()) throw MismatchedInputException.from(null, ObjectNode.class, "it is of type " + body.getNodeType());
        return body;
    }

    private static Response error(GlueError error, String message) {
        ObjectNode body = JSON.createObjectNode().put("__type", error.wireName()).put("Message", message);
        try {
            return new Response(error.status(), JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two texts are always JSON", e);
        }
    }
}
