package io.anabranch.simulator.junit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.PutBatch;
import io.anabranch.simulator.stream.ServiceClock;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.StreamStatus;
import io.anabranch.simulator.stream.Streams;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The extension as its users meet it. */
@KinesisSimulator(streams = {"orders:2", "audit"})
@Execution(ExecutionMode.CONCURRENT)
class SimulatorExtensionTest {
    private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

    private static int count(Streams streams, String stream) {
        return streams.describe(stream).shards().size();
    }

    private static void put(Streams streams, String stream) {
        PutBatch batch = new PutBatch();
        batch.add("key".getBytes(UTF_8), "data".getBytes(UTF_8));
        streams.stream(stream).put(batch).toCompletableFuture().join();
    }

    private static int records(Streams streams, String stream) {
        return streams.stream(stream).shard(new ShardId(0)).read(0, 10, 1 << 20).count();
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @BeforeEach
    void itsFolderIsNobodyElses(Simulator simulator) {
        assertThat(FOLDERS.add(simulator.settings().data())).isTrue();
    }

    @AfterEach
    void itIsStillOpen(Simulator simulator) {
        assertThat(simulator.settings().data()).exists();
    }

    @RepeatedTest(3)
    void everyRepetitionHasItsOwn(Simulator simulator, Streams streams, RepetitionInfo repetition) {
        assertThat(streams.list()).extracting(StreamDescription::name).containsExactly("audit", "orders");
        assertThat(count(streams, "orders")).isEqualTo(2);
        assertThat(count(streams, "audit")).isEqualTo(1);
        assertThat(records(streams, "audit")).as("repetition %s", repetition.getCurrentRepetition()).isZero();
        put(streams, "audit");
        assertThat(simulator.settings().limits()).isEqualTo(Limits.OFF);
    }

    @Test
    void thePortIsOpenedWhenItIsAskedFor(SimulatorEndpoint endpoint, SimulatorEndpoint same) throws IOException, InterruptedException {
        assertThat(endpoint).isEqualTo(same).hasToString(endpoint.uri().toString());
        assertThat(endpoint.region()).isEqualTo("us-east-1");
        assertThat(status(endpoint.uri().resolve("/health"))).isEqualTo(200);
    }

    @Test
    void faultsAreThoseOfThePort(Faults faults, SimulatorEndpoint endpoint, Simulator simulator) {
        assertThat(faults).isSameAs(simulator.faults());
        assertThat(endpoint.uri().getPort()).isPositive();
    }

    @Test
    @KinesisSimulator(streams = "only:3", limits = Limits.STRICT, frozenClock = true)
    void aMethodsOwnComesFirst(Simulator simulator, ServiceClock clock) {
        assertThat(simulator.streams().list()).extracting(StreamDescription::name).containsExactly("only");
        assertThat(simulator.settings().limits()).isEqualTo(Limits.STRICT);
        assertThat(clock).isSameAs(simulator.clock());
        Instant before = clock.instant();
        clock.advance(Duration.ofHours(1));
        assertThat(clock.instant()).isEqualTo(before.plus(Duration.ofHours(1)));
    }

    @Test
    @KinesisSimulator(streams = "there", stateDelayMillis = 60_000, frozenClock = true)
    void statesLastAsLongAsTheClockSays(Streams streams, ServiceClock clock) {
        assertThat(streams.describe("there").status()).isEqualTo(StreamStatus.ACTIVE);
        streams.create("new", 1);
        assertThat(streams.describe("new").status()).isEqualTo(StreamStatus.CREATING);
        clock.advance(Duration.ofMinutes(1));
        assertThat(streams.describe("new").status()).isEqualTo(StreamStatus.ACTIVE);
    }

    @Nested
    class WithinAnnotatedClasses {
        @Test
        void nestedTestsHaveOneTheSameWay(Streams streams) {
            assertThat(count(streams, "orders")).isEqualTo(2);
        }
    }

    @Nested
    @KinesisSimulator(streams = "shared", scope = KinesisSimulator.Scope.CLASS)
    @Execution(ExecutionMode.SAME_THREAD)
    class ForAClass {
        private final Streams given;

        ForAClass(Streams streams) {
            given = streams;
        }

        @BeforeAll
        static void once(Streams streams) {
            put(streams, "shared");
        }

        @BeforeEach
        void anotherFolderIsNotNeeded(Simulator simulator) {
            FOLDERS.remove(simulator.settings().data());
        }

        @RepeatedTest(2)
        void allTestsShareIt(Streams streams) {
            assertThat(streams).isSameAs(given);
            assertThat(records(streams, "shared")).isEqualTo(1);
        }

        @Nested
        class AndWithin {
            @Test
            void nestedTestsShareItToo(Streams streams) {
                assertThat(records(streams, "shared")).isEqualTo(1);
            }
        }
    }
}
