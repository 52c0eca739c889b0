package io.anabranch.simulator.wire;

import java.util.Optional;

/** The two encodings of a body; an answer has the one of its request. */
public enum WireFormat {
    JSON("application/x-amz-json-1.1"),
    CBOR("application/x-amz-cbor-1.1");

    private final String contentType;

    WireFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /** The format of a content type whose parameters were cut off already. */
    public static Optional<WireFormat> ofContentType(String contentType) {
        for (WireFormat format : values()) {
            if (format.contentType.equals(contentType)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
