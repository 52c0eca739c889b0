package io.anabranch.kcl.source;

/** The stream service did not do what was asked. */
public final class SourceException extends Exception {
    /** What to do about it. */
    public enum Kind {
        /** Try again after a pause: a cut connection, a server error. */
        RETRY,
        /** Asked too often: try again after a longer pause. */
        THROTTLED,
        /** There is no such stream or shard (any more). */
        NOT_FOUND,
        /** Trying again changes nothing: no permission, wrong arguments. */
        FATAL
    }

    private final Kind kind;

    public SourceException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public SourceException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
