package io.anabranch.samples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Python's boto3 as it comes: every operation it has. Skipped where python3 or boto3 is not installed. */
class Boto3Test {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void everyOperationIsUnderstood(String scheme) throws Exception {
        Program python = new Program(folder, "python3").orSkip("python3 with boto3 is not installed", "-c", "import boto3");
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(folder.resolve("data")));
                SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            String output = python.ok(script(), scheme + "://127.0.0.1:" + server.port());
            assertThat(output).contains("ending ok", "never called []");
        }
    }

    private static String script() throws Exception {
        return Paths.get(Boto3Test.class.getResource("/python/every_operation.py").toURI()).toString();
    }
}
