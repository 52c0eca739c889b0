package io.anabranch.simulator.stream;

/**
 * Whose streams: those of two accounts or regions never meet.
 *
 * @param account twelve digits
 */
public record Identity(String account, String region) {
    public Identity {
        if (!account.matches("\\d{12}")) throw new IllegalArgumentException("account must be twelve digits, was " + account);
        if (!region.matches("[a-z0-9-]+")) throw new IllegalArgumentException("not a region: " + region);
    }

    /** {@code arn:aws:kinesis:us-east-1:000000000000:stream/} */
    public String arnPrefix() {
        return "arn:aws:kinesis:" + region + ":" + account + ":stream/";
    }
}
