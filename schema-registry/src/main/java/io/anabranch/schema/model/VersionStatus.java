package io.anabranch.schema.model;

/** State of a version. Registration is decided before it is answered, so no version is ever pending. */
public enum VersionStatus {
    /** May be used for writing and reading. */
    AVAILABLE,
    /** Kept because the registry's protocol says so, but it broke the schema's compatibility mode: it used up a number and nothing may be written with it. */
    FAILURE
}
