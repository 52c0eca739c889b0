package io.anabranch.schema.model;

/** The outside world's answers to a look-up, a registration, an encoding or a decoding; one subclass for each thing a caller can do about it. */
public abstract sealed class SchemaException extends Exception
        permits BadEnvelopeException, BadPayloadException, RegistryUnavailableException, SchemaRefusedException, UnknownSchemaException {
    SchemaException(String message) {
        super(message);
    }

    SchemaException(String message, Throwable cause) {
        super(message, cause);
    }
}
