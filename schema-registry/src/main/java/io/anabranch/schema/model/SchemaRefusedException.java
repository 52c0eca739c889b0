package io.anabranch.schema.model;

import java.util.List;

/** The registry understood the request and will not do it; the same request will be refused again. Nothing was stored. */
public final class SchemaRefusedException extends SchemaException {
    /** What is wrong with the request. */
    public enum Reason {
        INVALID,
        NOT_FOUND,
        ALREADY_EXISTS,
        LIMIT_EXCEEDED,
        INCOMPATIBLE
    }

    private final Reason reason;
    private final transient List<Violation> violations;

    public SchemaRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.violations = List.of();
    }

    /** A definition that breaks the schema's compatibility mode. */
    public SchemaRefusedException(SchemaName schema, Compatibility mode, List<Violation> violations) {
        super("definition breaks " + mode + " of " + schema + ": " + violations);
        this.reason = Reason.INCOMPATIBLE;
        this.violations = List.copyOf(violations);
    }

    public Reason reason() {
        return reason;
    }

    /** Every broken rule; empty unless the reason is INCOMPATIBLE. */
    public List<Violation> violations() {
        return violations;
    }
}
