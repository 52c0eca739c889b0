package io.anabranch.schema.api;

import io.anabranch.schema.model.SchemaRefusedException;

/** The errors of the protocol, with their wire names and statuses. The one place where refusals become errors. */
enum GlueError {
    INVALID_INPUT("InvalidInputException", 400),
    ENTITY_NOT_FOUND("EntityNotFoundException", 400),
    ALREADY_EXISTS("AlreadyExistsException", 400),
    LIMIT_EXCEEDED("ResourceNumberLimitExceededException", 400),
    UNKNOWN_OPERATION("UnknownOperationException", 400),
    SERIALIZATION("SerializationException", 400),
    INTERNAL_SERVICE("InternalServiceException", 500);

    private final String wireName;
    private final int status;

    GlueError(String wireName, int status) {
        this.wireName = wireName;
        this.status = status;
    }

    String wireName() {
        return wireName;
    }

    int status() {
        return status;
    }

    static GlueError of(SchemaRefusedException.Reason reason) {
        return switch (reason) {
            case INVALID, INCOMPATIBLE -> INVALID_INPUT;
            case NOT_FOUND -> ENTITY_NOT_FOUND;
            case ALREADY_EXISTS -> ALREADY_EXISTS;
            case LIMIT_EXCEEDED -> LIMIT_EXCEEDED;
        };
    }
}
