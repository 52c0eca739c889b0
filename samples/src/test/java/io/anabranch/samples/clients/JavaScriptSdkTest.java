package io.anabranch.samples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS SDK for JavaScript v3 as npm has it. */
class JavaScriptSdkTest {
    @TempDir
    Path folder;

    @Test
    void whatItPutsItReadsAndIsPushed() throws Exception {
        JavaScript node = JavaScript.orSkip(folder);
        String script;
        try (InputStream source = JavaScriptSdkTest.class.getResourceAsStream("/javascript/round_trip.mjs")) {
            script = new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(folder.resolve("data")));
                SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            assertThat(node.run(script, server.endpoint().toString())).contains("ok\n");
        }
    }
}
