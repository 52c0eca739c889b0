package io.anabranch.schema.api;

import io.anabranch.schema.model.SchemaName;

/** Resource names of one region and account. Names from elsewhere are understood by their last part, as a client may carry its own region. */
record Arns(String region, String account) {
    String registry(String name) {
        return "arn:aws:glue:" + region + ":" + account + ":registry/" + name;
    }

    String schema(SchemaName name) {
        return "arn:aws:glue:" + region + ":" + account + ":schema/" + name.registry() + "/" + name.name();
    }

    /** The part after {@code :kind/}, empty if the ARN is of another kind. */
    static String tail(String arn, String kind) {
        int at = arn.indexOf(":" + kind + "/");
        return arn.startsWith("arn:") && at > 0 ? arn.substring(at + kind.length() + 2) : "";
    }
}
