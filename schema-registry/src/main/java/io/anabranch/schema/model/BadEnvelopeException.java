package io.anabranch.schema.model;

/** The bytes begin like an envelope and are not one: too short, an unknown compression, or a compressed body that does not inflate to its bound. */
public final class BadEnvelopeException extends SchemaException {
    public BadEnvelopeException(String message) {
        super(message);
    }

    public BadEnvelopeException(String message, Throwable cause) {
        super(message, cause);
    }
}
