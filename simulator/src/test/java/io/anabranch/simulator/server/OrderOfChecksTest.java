package io.anabranch.simulator.server;

import static io.anabranch.simulator.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong first is told first. */
class OrderOfChecksTest {
    private static final String JSON = "application/x-amz-json-1.1";
    private static final String CBOR = "application/x-amz-cbor-1.1";
    private static final String TARGET = "Kinesis_20131202.ListStreams";
    private static final String DENIED = "<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be authorized</Message>\n"
            + "</AccessDeniedException>\n";

    @TempDir
    static Path data;

    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new RunningServer(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<byte[]> post(String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.endpoint() + path)).POST(HttpRequest.BodyPublishers.ofString(body));
        return server.exchange((headers.length == 0 ? request : request.headers(headers)).build());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static void isError(HttpResponse<byte[]> response, String type, String message) throws Exception {
        assertThat(response.statusCode()).isEqualTo(400);
        String contentType = response.headers().firstValue("Content-Type").orElse("");
        var members = ((WireValue.Structure) WireReader.read(WireFormat.ofContentType(contentType).orElseThrow(), response.body())).members();
        assertThat(members.get("__type")).isEqualTo(new WireValue.Text(type));
        assertThat(members.get("message")).isEqualTo(message.isEmpty() ? null : new WireValue.Text(message));
        assertThat(response.headers().firstValue("x-amzn-RequestId")).isPresent();
    }

    @Test
    void onlyPostIsTaken() {
        for (String method : new String[] {"GET", "PUT", "DELETE", "OPTIONS"}) {
            HttpRequest request = HttpRequest.newBuilder(server.endpoint()).method(method, HttpRequest.BodyPublishers.noBody()).build();
            HttpResponse<byte[]> response = server.exchange(request);
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(text(response)).isEqualTo(DENIED);
            assertThat(response.headers().firstValue("Content-Type")).isEmpty();
        }
    }

    @Test
    void anEmptyBodyIsToldInCborUnlessJsonWasAskedFor() throws Exception {
        HttpResponse<byte[]> bare = post("/", "");
        assertThat(bare.headers().firstValue("Content-Type")).contains(CBOR);
        isError(bare, "UnknownOperationException", "");
        isError(post("/", "", "X-Amz-Target", TARGET, "Content-Type", CBOR), "SerializationException", "");
        HttpResponse<byte[]> json = post("/", "", "X-Amz-Target", TARGET, "Content-Type", JSON);
        assertThat(text(json)).isEqualTo("{\"__type\":\"SerializationException\"}");
        assertThat(text(post("/", "", "Content-Type", JSON))).isEqualTo("{\"__type\":\"UnknownOperationException\"}");
    }

    @Test
    void anUnknownContentTypeIsToldInXml() {
        assertThat(text(post("/", "{}", "Content-Type", "text/plain"))).isEqualTo(DENIED);
        HttpResponse<byte[]> withTarget = post("/", "{}", "Content-Type", "text/plain", "X-Amz-Target", TARGET);
        assertThat(withTarget.statusCode()).isEqualTo(404);
        assertThat(text(withTarget)).isEqualTo("<UnknownOperationException/>\n");
        assertThat(post("/", "{}").statusCode()).isEqualTo(403);
    }

    @Test
    void plainJsonIsAnsweredInTheOldEnvelope() {
        HttpResponse<byte[]> unreadable = post("/", "{", "Content-Type", "application/json", "X-Amz-Target", TARGET);
        assertThat(unreadable.statusCode()).isEqualTo(400);
        assertThat(text(unreadable))
                .isEqualTo("{\"Output\":{\"__type\":\"com.amazon.coral.service#SerializationException\"},\"Version\":\"1.0\"}");
        HttpResponse<byte[]> readable = post("/", "{}", "Content-Type", "application/json");
        assertThat(readable.statusCode()).isEqualTo(404);
        assertThat(text(readable))
                .isEqualTo("{\"Output\":{\"__type\":\"com.amazon.coral.service#UnknownOperationException\"},\"Version\":\"1.0\"}");
        assertThat(readable.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void theBodyIsReadBeforeTheTargetAndTheTargetBeforeTheSignature() throws Exception {
        isError(post("/", "{", "Content-Type", JSON), "SerializationException", "");
        isError(post("/", "\"a\"", "Content-Type", JSON), "SerializationException", "");
        isError(post("/", "{}", "Content-Type", JSON), "UnknownOperationException", "");
        isError(post("/", "{", "Content-Type", JSON, "X-Amz-Target", TARGET), "SerializationException", "");
        isError(post("/", "{}", "Content-Type", JSON, "X-Amz-Target", "Kinesis_20131202.Nothing"), "UnknownOperationException", "");
        isError(post("/", "{}", "Content-Type", JSON + " ; charset=utf-8", "X-Amz-Target", TARGET), "MissingAuthenticationTokenException",
                "Missing Authentication Token");
    }

    @Test
    void aSignatureMustBeThereInOnePlace() throws Exception {
        String[] base = {"Content-Type", JSON, "X-Amz-Target", TARGET, "Authorization", "AWS4-HMAC-SHA256 Signature=b"};
        isError(post("/", "{}", base), "IncompleteSignatureException",
                "Authorization header requires 'Credential' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires"
                        + " existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 Signature=b");
        isError(post("/?X-Amz-Algorithm=a", "{}", base), "InvalidSignatureException",
                "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
        isError(post("/?X-Amz-Algorithm=a&X-Amz-Date=b&X-Amz-Credential=c", "{}", "Content-Type", JSON, "X-Amz-Target", TARGET),
                "IncompleteSignatureException",
                "AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the"
                        + " query-string parameters.");
        assertThat(post("/?X-Amz-Algorithm=a&X-Amz-Date=b&X-Amz-Credential=c&X-Amz-Signature=d&X-Amz-SignedHeaders=e", "{}", "Content-Type", JSON,
                                "X-Amz-Target", TARGET)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void typesComeBeforeConstraintsAndConstraintsBeforeTheOperation() {
        assertThat(server.call(WireFormat.JSON, "PutRecord", json("{'StreamName':'','Data':1}")).at("__type")).isEqualTo("SerializationException");
        assertThat(server.call(WireFormat.JSON, "PutRecord", json("{'StreamName':'none','Data':''}")).at("__type")).isEqualTo("ValidationException");
    }

    @Test
    void browsersAreAnswered() {
        HttpResponse<byte[]> preflight = server.exchange(HttpRequest.newBuilder(server.endpoint())
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .headers("Origin", "http://here", "Access-Control-Request-Headers", "a, b", "Access-Control-Request-Method", "POST")
                .build());
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.body()).isEmpty();
        assertThat(preflight.headers().map())
                .containsEntry("access-control-allow-origin", java.util.List.of("*"))
                .containsEntry("access-control-allow-headers", java.util.List.of("a, b"))
                .containsEntry("access-control-allow-methods", java.util.List.of("POST"))
                .containsEntry("access-control-max-age", java.util.List.of("172800"))
                .doesNotContainKey("x-amz-id-2");
        var answer = server.send(WireFormat.JSON, "ListStreams", "{}".getBytes(StandardCharsets.UTF_8), request -> request.header("Origin", "http://here"));
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElse("")).contains("x-amzn-RequestId");
    }

    @Test
    void healthIsToldToAnyone() {
        for (Map.Entry<String, String> each : Map.of("/health", "{\"status\":\"ok\"}", "/ready", "{\"status\":\"ready\"}").entrySet()) {
            HttpResponse<byte[]> response = server.exchange(HttpRequest.newBuilder(URI.create(server.endpoint() + each.getKey())).build());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(text(response)).isEqualTo(each.getValue());
        }
    }
}
