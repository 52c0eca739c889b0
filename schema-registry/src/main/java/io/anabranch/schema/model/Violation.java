package io.anabranch.schema.model;

/**
 * Why a definition does not go with an earlier version.
 *
 * @param against number of the earlier version
 * @param path    where in the definition, as a JSON pointer ({@code /fields/3/type})
 * @param rule    the broken rule, as Avro names it ({@code READER_FIELD_MISSING_DEFAULT_VALUE})
 * @param detail  what was found there
 */
public record Violation(long against, String path, String rule, String detail) {
    @Override
    public String toString() {
        return rule + " at " + path + " against version " + against + ": " + detail;
    }
}
