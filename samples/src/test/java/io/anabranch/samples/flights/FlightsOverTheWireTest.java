package io.anabranch.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.schema.SchemaRegistry;
import io.anabranch.schema.client.GlueHttpSource;
import io.anabranch.schema.client.SchemaClient;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry beside the streams: written through the server's port, read there, and read-only from the folder while the server writes. */
class FlightsOverTheWireTest {
    @Test
    void aFlightEncodedThroughThePortIsDecodedThroughThePortAndFromTheFolder(@TempDir Path data) throws Exception {
        Flight flight = Flights.load().flight(54_321);
        try (var simulator = Simulator.open(SimulatorSettings.at(data)); var server = simulator.serve(ServerSettings.loopback())) {
            byte[] encoded = new FlightCodec(overTheWire(server.endpoint().toString())).encode(flight);

            assertThat(new FlightCodec(overTheWire(server.endpoint().toString())).decode(ByteBuffer.wrap(encoded))).isEqualTo(flight);
            try (var reader = SchemaRegistry.openReadOnly(data)) {
                assertThat(new FlightCodec(SchemaClient.of(reader.source())).decode(ByteBuffer.wrap(encoded))).isEqualTo(flight);
            }
        }
    }

    private static SchemaClient overTheWire(String endpoint) {
        return SchemaClient.of(new GlueHttpSource(URI.create(endpoint), InstantSource.system()));
    }
}
