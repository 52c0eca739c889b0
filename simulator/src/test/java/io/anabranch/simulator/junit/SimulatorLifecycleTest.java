package io.anabranch.simulator.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.junit.KinesisSimulator.Scope;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Test classes that are run from here, to see what they leave behind and how they fail. */
class SimulatorLifecycleTest {
    private static final List<Path> FOLDERS = new ArrayList<>();
    private static final List<URI> ENDPOINTS = new ArrayList<>();

    private static TestExecutionSummary run(Class<?> tests) {
        FOLDERS.clear();
        ENDPOINTS.clear();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, summary);
        return summary.getSummary();
    }

    private static String failure(Class<?> tests) {
        return run(tests).getFailures().get(0).getException().getMessage();
    }

    private static void note(Simulator simulator, SimulatorEndpoint endpoint) {
        FOLDERS.add(simulator.settings().data());
        ENDPOINTS.add(endpoint.uri());
    }

    @KinesisSimulator(streams = "s")
    static class PerMethod {
        @RepeatedTest(2)
        void works(Simulator simulator, SimulatorEndpoint endpoint) {
            note(simulator, endpoint);
        }

        @Test
        void fails(Simulator simulator, SimulatorEndpoint endpoint) {
            note(simulator, endpoint);
            throw new AssertionError("expected by this test");
        }
    }

    @KinesisSimulator(scope = Scope.CLASS)
    static class PerClass extends PerMethod {}

    @Test
    void nothingIsLeftOfATest() {
        assertThat(run(PerMethod.class).getTestsFailedCount()).isEqualTo(1);
        assertThat(FOLDERS).hasSize(3).doesNotHaveDuplicates().noneMatch(folder -> folder.toFile().exists());
        assertThat(ENDPOINTS).allSatisfy(SimulatorLifecycleTest::assertClosed);
    }

    @Test
    void nothingIsLeftOfAClass() {
        assertThat(run(PerClass.class).getTestsFailedCount()).isEqualTo(1);
        assertThat(FOLDERS).hasSize(3).containsOnly(FOLDERS.get(0)).noneMatch(folder -> folder.toFile().exists());
        assertThat(ENDPOINTS).allSatisfy(SimulatorLifecycleTest::assertClosed);
    }

    private static void assertClosed(URI endpoint) {
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Socket(endpoint.getHost(), endpoint.getPort()).close());
    }

    @KinesisSimulator
    static class TooEarly {
        @BeforeAll
        static void wants(Simulator simulator) {
            note(simulator, new SimulatorEndpoint(URI.create("http://unused"), ""));
        }

        @Test
        void unused() {
            // never comes so far
        }
    }

    @Test
    void whoAsksBeforeThereIsOneIsToldWhatToDo() {
        assertThat(failure(TooEarly.class)).contains("scope = CLASS makes one for all tests");
    }

    @KinesisSimulator(streams = "orders:none")
    static class Misspelt {
        @Test
        void unused() {
            // never comes so far
        }
    }

    @Test
    void aMisspeltStreamIsToldAndLeavesNothing() {
        assertThat(failure(Misspelt.class)).isEqualTo("a stream is name:shards, not 'orders:none'");
    }
}
