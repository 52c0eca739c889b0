package io.anabranch.simulator.server;

import io.anabranch.simulator.operation.Body;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /health} and {@code GET /ready}: the port is open only once the streams behind it are, so both say yes. */
final class HealthChecks {
    private static final Map<String, String> ANSWERS = Map.of("/health", "{\"status\":\"ok\"}", "/ready", "{\"status\":\"ready\"}");

    private HealthChecks() {}

    static Optional<ServiceAnswer> answer(ServiceRequest request) {
        return request.method().equals("POST") ? Optional.empty() : Optional.ofNullable(ANSWERS.get(request.path())).map(HealthChecks::json);
    }

    private static ServiceAnswer json(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new ServiceAnswer(200, List.of("Content-Type", "application/json"), new Body(bytes, bytes.length));
    }
}
