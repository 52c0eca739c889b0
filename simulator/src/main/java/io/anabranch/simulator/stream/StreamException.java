package io.anabranch.simulator.stream;

/**
 * The service refuses a call, or cannot do it. The message is the text the caller of the service sees. Unchecked: in process it is a caller's
 * mistake as an {@link IllegalArgumentException} is, except {@link ErrorType#INTERNAL_FAILURE}, whose cause says what broke.
 */
public final class StreamException extends RuntimeException {
    private final ErrorType type;

    public StreamException(ErrorType type, String message) {
        super(message);
        this.type = type;
    }

    public StreamException(ErrorType type, String message, Throwable cause) {
        super(message, cause);
        this.type = type;
    }

    public ErrorType type() {
        return type;
    }
}
