package io.anabranch.samples.cli;

import java.util.Map;

/** Which region is meant where none is named: that of {@code serve} and of the SDKs in the same environment. */
final class Regions {
    private Regions() {}

    static String usual(Map<String, String> environment) {
        String region = environment.getOrDefault("AWS_REGION", "").strip();
        return region.isEmpty() ? "us-east-1" : region;
    }
}
