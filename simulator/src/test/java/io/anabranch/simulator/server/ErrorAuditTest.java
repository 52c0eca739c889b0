package io.anabranch.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong types and broken constraints of every member of every operation. */
class ErrorAuditTest {
    @TempDir
    static Path data;

    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new RunningServer(data);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    static Set<String> operations() {
        return ApiModel.operations().keySet();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatInputsMustNotBeIsToldAsTheServiceTellsIt(String operation) {
        assumeTrue(!server.call(WireFormat.JSON, operation, "{}").at("__type").equals("UnknownOperationException"), "not there yet");
        for (WireFormat format : WireFormat.values()) assertThat(new ErrorAudit(server, operation).faults(format)).isEmpty();
    }
}
