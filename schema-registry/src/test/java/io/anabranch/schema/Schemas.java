package io.anabranch.schema;

/** Definitions for tests. */
public final class Schemas {
    private Schemas() {}

    /** A record {@code shop.Order} with an id and the fields given. */
    public static String order(String... moreFields) {
        String more = moreFields.length == 0 ? "" : "," + String.join(",", moreFields);
        return """
                {"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"}%s]}""".formatted(more);
    }

    public static String field(String name, String type) {
        return "{\"name\":\"" + name + "\",\"type\":" + type + "}";
    }

    public static String field(String name, String type, String defaultValue) {
        return "{\"name\":\"" + name + "\",\"type\":" + type + ",\"default\":" + defaultValue + "}";
    }
}
