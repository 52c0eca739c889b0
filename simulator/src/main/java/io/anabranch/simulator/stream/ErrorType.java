package io.anabranch.simulator.stream;

/** Errors of the service: the name on the wire and the HTTP status. */
public enum ErrorType {
    ACCESS_DENIED("AccessDeniedException", 400),
    EXPIRED_ITERATOR("ExpiredIteratorException", 400),
    EXPIRED_NEXT_TOKEN("ExpiredNextTokenException", 400),
    INCOMPLETE_SIGNATURE("IncompleteSignatureException", 400),
    INTERNAL_FAILURE("InternalFailure", 500),
    INVALID_ARGUMENT("InvalidArgumentException", 400),
    INVALID_SIGNATURE("InvalidSignatureException", 400),
    KMS_NOT_FOUND("KMSNotFoundException", 400),
    LIMIT_EXCEEDED("LimitExceededException", 400),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException", 400),
    PROVISIONED_THROUGHPUT_EXCEEDED("ProvisionedThroughputExceededException", 400),
    RESOURCE_IN_USE("ResourceInUseException", 400),
    RESOURCE_NOT_FOUND("ResourceNotFoundException", 400),
    SERIALIZATION("SerializationException", 400),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503),
    UNKNOWN_OPERATION("UnknownOperationException", 400),
    VALIDATION("ValidationException", 400);

    private final String wireName;
    private final int httpStatus;

    ErrorType(String wireName, int httpStatus) {
        this.wireName = wireName;
        this.httpStatus = httpStatus;
    }

    /** What stands in {@code __type}, and in the {@code ErrorCode} of an entry of a PutRecords answer. */
    public String wireName() {
        return wireName;
    }

    public int httpStatus() {
        return httpStatus;
    }
}
