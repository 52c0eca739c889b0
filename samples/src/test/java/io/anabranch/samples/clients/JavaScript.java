package io.anabranch.samples.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Scripts that use the AWS SDK for JavaScript v3, as npm has it. Without {@code -Djavascript=true} nothing is fetched: it is taken from what npm keeps on this
 * machine, and where that is not enough the test is skipped.
 */
final class JavaScript {
    private final Path folder;

    private JavaScript(Path folder) {
        this.folder = folder;
    }

    /** Skips the test, with a reason, where there is no node, npm or SDK. */
    static JavaScript orSkip(Path folder) throws InterruptedException {
        new Program(folder, "node").orSkip("node is not installed", "--version");
        String fetch = Boolean.getBoolean("javascript") ? "--prefer-offline" : "--offline";
        new Program(folder, "npm").orSkip("npm does not have the AWS SDK for JavaScript; -Djavascript=true fetches it",
                "install", "--prefix", folder.toString(), fetch, "--no-audit", "--no-fund", "--silent", "@aws-sdk/client-kinesis@3");
        return new JavaScript(folder);
    }

    /** Its output, if it ends well. */
    String run(String source, String... arguments) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("script.mjs"), source);
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(List.of(arguments));
        return new Program(folder, "node").ok(line.toArray(String[]::new));
    }
}
