package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.PutRequest;
import java.util.Optional;

/** Which stream a request means: by name, by ARN, by identifier, or by several of them if they agree. */
final class StreamReference {
    static final String NAME_PATTERN = "[a-zA-Z0-9_.-]+";

    private static final int MAX_NAME = 128;

    private final Streams streams;
    private final String arnPrefix;

    StreamReference(Streams streams) {
        this.streams = streams;
        this.arnPrefix = streams.identity().arnPrefix();
    }

    static TextShape name() {
        return TextShape.any().pattern(NAME_PATTERN).length(1, MAX_NAME);
    }

    static TextShape arn() {
        return TextShape.any().pattern("arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+").length(1, 2048);
    }

    static TextShape id() {
        return TextShape.any().pattern("[a-z0-9]{20}-[a-z0-9]{3}").length(1, 24);
    }

    /** A shape with the members that name a stream. */
    static StructureShape shape(String name) {
        return new StructureShape(name).optional("StreamName", name()).optional("StreamARN", arn()).optional("StreamId", id());
    }

    /** The name of the stream an input means; the stream itself may be missing. */
    String resolve(Input input) {
        Optional<String> name = input.text("StreamName");
        Optional<String> fromArn = input.text("StreamARN").map(this::nameOf);
        if (name.isPresent() && fromArn.isPresent() && !name.equals(fromArn)) {
            throw invalid("StreamARN " + input.requiredText("StreamARN") + " is not the ARN of stream " + name.get() + ".");
        }
        Optional<String> named = name.or(() -> fromArn);
        named.ifPresent(stream -> requireId(input, stream));
        return named.or(() -> input.text("StreamId").map(this::nameById))
                .orElseThrow(() -> invalid("Either StreamName or StreamARN should be provided."));
    }

    /** An identifier beside the name must be that of the stream, if there is such a stream. */
    void requireId(Input input, String stream) {
        Optional<String> id = input.text("StreamId");
        if (id.isPresent() && !streams.describe(stream).streamId().equals(id.get())) {
            throw invalid("StreamId " + id.get() + " is not the identifier of stream " + stream + ".");
        }
    }

    private String nameById(String id) {
        return streams.nameOf(id)
                .orElseThrow(() -> new StreamException(
                        ErrorType.RESOURCE_NOT_FOUND, "Stream with StreamId " + id + " under account " + account() + " not found."));
    }

    /** What comes after {@code stream/} in an ARN of this account and region. */
    String nameOf(String arn) {
        String name = arn.substring(arn.indexOf(":stream/") + ":stream/".length());
        if (!arn.equals(arnPrefix + name)) {
            String account = arn.substring(0, arn.indexOf(":stream/")).replaceFirst(".*:", "");
            throw new StreamException(ErrorType.RESOURCE_NOT_FOUND, "Stream " + name + " under account " + account + " not found.");
        }
        return name;
    }

    /** The name a scanned put means, if it is one that needs no further check. */
    Optional<String> quick(PutRequest request) {
        if (request.streamArn().isPresent()) {
            return request.streamArn()
                    .filter(arn -> request.streamName().isEmpty() && arn.startsWith(arnPrefix))
                    .map(arn -> arn.substring(arnPrefix.length()))
                    .filter(StreamReference::isName);
        }
        return request.streamName().filter(StreamReference::isName);
    }

    static boolean isName(String text) {
        return !text.isEmpty() && text.length() <= MAX_NAME && text.chars().allMatch(StreamReference::isNameCharacter);
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    }

    String account() {
        return streams.account();
    }

    private static StreamException invalid(String text) {
        return new StreamException(ErrorType.INVALID_ARGUMENT, text);
    }
}
