package io.anabranch.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.anabranch.schema.SchemaRegistry;
import io.anabranch.schema.client.SchemaClient;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightsTest {
    private final Flights flights = Flights.load();

    @Test
    void theDataIsTheFirstQuarterOf2001() {
        assertThat(flights.list()).hasSize(20_000);
        assertThat(flights.list().get(0)).isEqualTo(new Flight(0, Instant.parse("2001-01-01T00:47:00Z"), 66, 1750, "DTW", "LAS"));
        assertThat(flights.list().get(19_999).departure()).isEqualTo(Instant.parse("2001-03-31T22:27:00Z"));
        assertThat(flights.span()).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void thereAre220PartitionKeys() {
        assertThat(flights.list().stream().map(Flight::partitionKey).collect(Collectors.toSet())).hasSize(220).allMatch(key -> key.length() == 3);
    }

    @Test
    void timeAndIdsRiseThroughEveryRound() {
        var produced = flights.stream(60_001).toList();

        assertThat(produced).hasSize(60_001).isSortedAccordingTo(Comparator.comparing(Flight::departure));
        assertThat(produced.stream().map(Flight::id)).doesNotHaveDuplicates().isSorted();
        assertThat(produced.get(60_000)).isEqualTo(new Flight(60_000, Instant.parse("2001-09-28T00:47:00Z"), 66, 1750, "DTW", "LAS"));
    }

    @Test
    void flightsAreCountedFromZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> flights.flight(-1)).withMessageContaining("-1");
    }

    @Test
    void everyFlightComesBackFromItsEncoding(@TempDir Path data) throws Exception {
        try (var registry = SchemaRegistry.open(data)) {
            var codec = new FlightCodec(SchemaClient.of(registry.source()));
            for (Flight flight : flights.list()) {
                assertThat(codec.decode(ByteBuffer.wrap(codec.encode(flight)))).isEqualTo(flight);
            }
            assertThat(registry.list()).singleElement().satisfies(schema -> assertThat(schema.name()).isEqualTo(FlightSchema.NAME));
        }
    }
}
