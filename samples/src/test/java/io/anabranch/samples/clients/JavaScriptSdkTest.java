package io.anabranch.samples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS SDK for JavaScript v3 as npm has it: only asked for, by {@code -Djavascript=true}, since it is fetched each time. */
class JavaScriptSdkTest {
    @TempDir
    Path folder;

    @Test
    void whatItPutsItReadsAndIsPushed() throws Exception {
        assumeThat(Boolean.getBoolean("javascript")).as("fetched and run with -Djavascript=true only").isTrue();
        Program npm = new Program(folder, "npm").orSkip("npm is not installed", "--version");
        npm.orSkip("npm cannot fetch the SDK", "install", "--prefix", folder.toString(), "--no-audit", "--no-fund", "--silent", "@aws-sdk/client-kinesis@3");
        Path script = folder.resolve("round_trip.mjs");
        try (InputStream source = JavaScriptSdkTest.class.getResourceAsStream("/javascript/round_trip.mjs")) {
            Files.copy(source, script);
        }
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(folder.resolve("data")));
                SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            assertThat(new Program(folder, "node").ok(script.toString(), server.endpoint().toString())).endsWith("ok\n");
        }
    }
}
