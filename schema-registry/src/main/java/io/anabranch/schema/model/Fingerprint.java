package io.anabranch.schema.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identity of a definition's meaning: a SHA-256 in hexadecimal over its canonical form, with the number of the canonical form beside it, so that a later
 * form never takes an old definition for a new one by accident.
 */
public record Fingerprint(int algorithm, String sha256) {
    public Fingerprint {
        if (algorithm < 1) throw new IllegalArgumentException("algorithm number must be positive, was " + algorithm);
        if (sha256.length() != 64) throw new IllegalArgumentException("not a SHA-256 in hexadecimal: '" + sha256 + "'");
    }

    /** The fingerprint of this canonical text. */
    public static Fingerprint of(int algorithm, String canonical) {
        return new Fingerprint(algorithm, HexFormat.of().formatHex(digest().digest(canonical.getBytes(StandardCharsets.UTF_8))));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
