package io.anabranch.schema.model;

/** The body is not data of the schema its envelope names. */
public final class BadPayloadException extends SchemaException {
    private final int offset;
    private final String path;

    /**
     * @param offset of the first wrong byte, from the body's start after inflating; -1 if the fault has no place
     * @param path   the field it belongs to, {@code flight.legs[].distance}; empty for the value itself
     */
    public BadPayloadException(int offset, String path, String message) {
        super(located(offset, path, message));
        this.offset = offset;
        this.path = path;
    }

    public BadPayloadException(String message, Throwable cause) {
        super(message, cause);
        this.offset = -1;
        this.path = "";
    }

    /** Bytes from the body's start, or -1. */
    public int offset() {
        return offset;
    }

    public String path() {
        return path;
    }

    private static String located(int offset, String path, String message) {
        String where = path.isEmpty() ? "" : " in " + path;
        return offset < 0 ? message + where : message + where + " at byte " + offset;
    }
}
