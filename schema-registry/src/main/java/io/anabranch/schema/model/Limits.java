package io.anabranch.schema.model;

import java.util.regex.Pattern;

/** The service's limits on names, texts and counts (Glue API reference, "Schema registry API"). */
public final class Limits {
    /** Characters in a name. */
    public static final int NAME = 255;
    /** Characters in a definition. */
    public static final int DEFINITION = 170_000;
    /** Characters in a description. */
    public static final int DESCRIPTION = 2048;
    /** Versions of one schema, failed ones included. */
    public static final int VERSIONS = 1000;
    /** Metadata pairs of one version. */
    public static final int METADATA = 10;
    /** Tags of one registry or schema. */
    public static final int TAGS = 50;

    private static final Pattern LEGAL_NAME = Pattern.compile("[a-zA-Z0-9-_$#.]+");

    private Limits() {}

    /** Returns {@code name}, or throws IllegalArgumentException if it is empty, over 255 characters, or has one outside {@code [a-zA-Z0-9-_$#.]}. */
    public static String requireName(String what, String name) {
        if (name.length() > NAME || !LEGAL_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(what + " must be 1 to 255 of [a-zA-Z0-9-_$#.]: '" + shortened(name) + "'");
        }
        return name;
    }

    private static String shortened(String name) {
        return name.length() <= NAME ? name : name.substring(0, 40) + "… (" + name.length() + " characters)";
    }
}
