package io.anabranch.schema.model;

/** The registry could not be asked or could not answer. Says nothing about the record: wait and try again. A registration may or may not have happened. */
public final class RegistryUnavailableException extends SchemaException {
    public RegistryUnavailableException(String message) {
        super(message);
    }

    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
