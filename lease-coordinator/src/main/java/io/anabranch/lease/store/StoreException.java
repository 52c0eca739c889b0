package io.anabranch.lease.store;

/** A request to the store that did not succeed. The kind says what is known about it. */
public final class StoreException extends Exception {
    /** What went wrong. Only {@link #OUTCOME_UNKNOWN} leaves open whether a write happened; after the others it did not. */
    public enum Kind { BAD_VERSION, NODE_EXISTS, NO_NODE, NOT_EMPTY, SESSION_EXPIRED, OUTCOME_UNKNOWN, REJECTED }

    private final Kind kind;
    private final int failedOperation;

    /** @param failedOperation index of the operation of a multi-write that made it fail, or -1 */
    public StoreException(Kind kind, int failedOperation, String message) {
        super(kind + ": " + message);
        this.kind = kind;
        this.failedOperation = failedOperation;
    }

    public Kind kind() {
        return kind;
    }

    public int failedOperation() {
        return failedOperation;
    }
}
