package io.anabranch.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.anabranch.schema.client.GlueHttpSource;
import io.anabranch.schema.client.SchemaSource;
import io.anabranch.schema.model.RegistryUnavailableException;
import io.anabranch.schema.model.SchemaName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The handler behind a plain HTTP server, asked through the wire protocol. */
class GlueHttpSourceTest extends SchemaSourceContract {
    private final List<String> operations = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int failingWith;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Override
    SchemaSource source() {
        return new GlueHttpSource(endpoint(), () -> Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void theFirstRegistrationTakesTheCallsOfTheProtocolAndALaterOneIsOneCall() throws Exception {
        source().register(SchemaName.of("orders"), Schemas.order());
        assertThat(operations).containsExactly("AWSGlue.GetSchemaByDefinition", "AWSGlue.CreateSchema");
        operations.clear();

        source().register(SchemaName.of("orders"), Schemas.order());
        assertThat(operations).containsExactly("AWSGlue.GetSchemaByDefinition");
    }

    @Test
    void requestsAreDatedAndNameASignature() throws Exception {
        source().definition(new UUID(1, 1));
        assertThat(authorizations).singleElement().asString()
                .startsWith("20260102T030405Z AWS4-HMAC-SHA256 Credential=anabranch/20260102/us-east-1/glue/aws4_request, SignedHeaders=");
    }

    @Test
    void aServerThatIsDownOrFailsIsUnavailable() {
        failingWith = 500;
        assertThatExceptionOfType(RegistryUnavailableException.class).isThrownBy(() -> source().definition(new UUID(1, 1))).withMessageContaining("500");
        server.stop(0);
        assertThatExceptionOfType(RegistryUnavailableException.class).isThrownBy(() -> source().definition(new UUID(1, 1)));
    }

    @Test
    void anAnswerThatIsNoJsonIsUnavailable() {
        failingWith = 200;
        assertThatExceptionOfType(RegistryUnavailableException.class).isThrownBy(() -> source().definition(new UUID(1, 1)));
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        operations.add(target);
        authorizations.add(exchange.getRequestHeaders().getFirst("X-Amz-Date") + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        if (failingWith > 0) {
            respond(exchange, failingWith, "<html>".getBytes(StandardCharsets.UTF_8));
            return;
        }
        var response = registry.glue("us-east-1", "000000000000").handle(target.substring("AWSGlue.".length()), body);
        respond(exchange, response.status(), response.json());
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
