package io.anabranch.simulator.operation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireValue;
import io.anabranch.simulator.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts answers together: bodies of errors and the headers that every answer has. Thread-safe. */
final class AnswerWriter {
    static final String LEGACY_CONTENT_TYPE = "application/json";

    private static final String EVENT_STREAM = "application/vnd.amazon.eventstream";
    private static final String EXPOSED =
            "x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,Date";
    private static final String PREFLIGHT_MAX_AGE_SECONDS = "172800";
    private static final String ACCESS_DENIED = """
            <AccessDeniedException>
              <Message>Unable to determine service/operation name to be authorized</Message>
            </AccessDeniedException>
            """;
    private static final String UNKNOWN_OPERATION = "<UnknownOperationException/>\n";

    private final RequestIds ids;
    private final DateHeader date;

    AnswerWriter(RequestIds ids, DateHeader date) {
        this.ids = ids;
        this.date = date;
    }

    ServiceAnswer ok(ServiceRequest request, WireFormat format, Body body) {
        return answer(request, 200, body.events().isPresent() ? EVENT_STREAM : format.contentType(), body);
    }

    /** An answer whose body is JSON already. */
    ServiceAnswer json(ServiceRequest request, int status, byte[] body) {
        return answer(request, status, WireFormat.JSON.contentType(), Body.of(body));
    }

    ServiceAnswer error(ServiceRequest request, WireFormat format, StreamException error) {
        Output output = new Output().text("__type", error.type().wireName());
        // The service spells this one member with a capital for this one error.
        String name = error.type() == ErrorType.SERIALIZATION ? "Message" : "message";
        Optional.ofNullable(error.getMessage()).filter(message -> !message.isEmpty()).ifPresent(message -> output.text(name, message));
        return answer(request, error.type().httpStatus(), format.contentType(), Body.of(WireWriter.write(format, output.done())));
    }

    /** The envelope of the protocol's first version, for {@code application/json}. */
    ServiceAnswer legacyError(ServiceRequest request, int status, ErrorType type) {
        WireValue.Structure inner = new Output().text("__type", "com.amazon.coral.service#" + type.wireName()).done();
        WireValue.Structure envelope = new Output().value("Output", inner).text("Version", "1.0").done();
        return answer(request, status, LEGACY_CONTENT_TYPE, Body.of(WireWriter.write(WireFormat.JSON, envelope)));
    }

    ServiceAnswer accessDenied(ServiceRequest request) {
        return answer(request, 403, "", Body.of(ACCESS_DENIED.getBytes(UTF_8)));
    }

    ServiceAnswer unknownOperation(ServiceRequest request) {
        return answer(request, 404, "", Body.of(UNKNOWN_OPERATION.getBytes(UTF_8)));
    }

    /** The answer to a browser that asks what it may ask. */
    ServiceAnswer preflight(ServiceRequest request) {
        List<String> headers = new ArrayList<>(List.of(
                "x-amzn-RequestId", ids.requestId(ids.next()), "Access-Control-Allow-Origin", "*", "Access-Control-Max-Age", PREFLIGHT_MAX_AGE_SECONDS));
        echo(request, "Access-Control-Request-Headers", "Access-Control-Allow-Headers", headers);
        echo(request, "Access-Control-Request-Method", "Access-Control-Allow-Methods", headers);
        return new ServiceAnswer(200, headers, Body.EMPTY);
    }

    private static void echo(ServiceRequest request, String from, String to, List<String> headers) {
        if (request.hasHeader(from)) {
            headers.add(to);
            headers.add(request.header(from));
        }
    }

    private ServiceAnswer answer(ServiceRequest request, int status, String contentType, Body body) {
        long number = ids.next();
        List<String> headers = new ArrayList<>(
                List.of("x-amzn-RequestId", ids.requestId(number), "x-amz-id-2", ids.extendedId(number), "Date", date.value()));
        if (!contentType.isEmpty()) {
            headers.add("Content-Type");
            headers.add(contentType);
        }
        if (request.hasHeader("Origin")) {
            headers.addAll(List.of("Access-Control-Allow-Origin", "*", "Access-Control-Expose-Headers", EXPOSED));
        }
        return new ServiceAnswer(status, headers, body);
    }
}
