package io.anabranch.schema.model;

import java.util.Comparator;

/** Names a schema within a registry. Both parts keep to the service's alphabet and length; ordered by registry, then by name. */
public record SchemaName(String registry, String name) implements Comparable<SchemaName> {
    /** The registry a request means that names none. */
    public static final String DEFAULT_REGISTRY = "default-registry";

    private static final Comparator<SchemaName> ORDER = Comparator.comparing(SchemaName::registry).thenComparing(SchemaName::name);

    public SchemaName {
        Limits.requireName("registry name", registry);
        Limits.requireName("schema name", name);
    }

    /** The schema of this name in the default registry. */
    public static SchemaName of(String name) {
        return new SchemaName(DEFAULT_REGISTRY, name);
    }

    @Override
    public int compareTo(SchemaName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return registry + "/" + name;
    }
}
