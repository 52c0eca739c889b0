package io.anabranch.simulator.stream;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be the identifier of an encryption key: a key's or an alias', by itself or in an ARN. Whether there is such a key nobody knows here. */
final class EncryptionKey {
    private static final String KEY = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|mrk-[0-9a-fA-F]{32}";
    private static final String ALIAS = "alias/[a-zA-Z0-9/_-]+";
    private static final Pattern BY_ITSELF = Pattern.compile(KEY + "|" + ALIAS);
    private static final Pattern ARN = Pattern.compile("arn:aws[a-z-]*:kms:([a-z0-9-]+):\\d{12}:(?:key/(?:" + KEY + ")|" + ALIAS + ")");

    private EncryptionKey() {}

    /** @throws StreamException KMS_NOT_FOUND if it cannot be one of this region */
    static void require(String keyId, String region) {
        if (BY_ITSELF.matcher(keyId).matches()) return;
        Matcher arn = ARN.matcher(keyId);
        if (!arn.matches()) throw new StreamException(ErrorType.KMS_NOT_FOUND, "Invalid keyId " + keyId);
        if (!arn.group(1).equals(region)) throw new StreamException(ErrorType.KMS_NOT_FOUND, "Invalid arn " + arn.group(1));
    }
}
