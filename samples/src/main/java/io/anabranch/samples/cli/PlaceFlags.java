package io.anabranch.samples.cli;

import io.anabranch.samples.streams.StreamPlace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the streams are that a command is about. */
final class PlaceFlags {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Place place;

    @Option(names = "--region", paramLabel = "R", description = "Region, with --endpoint (default: AWS_REGION of the environment, or us-east-1).")
    private String region = Regions.usual(System.getenv());

    /** One or the other. */
    static final class Place {
        @Option(names = "--endpoint", paramLabel = "URL", required = true, description = "A stream service.")
        private Optional<URI> endpoint = Optional.empty();

        @Option(names = "--data", paramLabel = "DIR", required = true, description = "A data folder.")
        private Optional<Path> data = Optional.empty();
    }

    /** For looking; a data folder may be served by another process. */
    StreamPlace openForReading() throws IOException {
        return place.data.isPresent() ? StreamPlace.readOnly(place.data.get()) : service();
    }

    /** For everything; a data folder that another process serves is refused. */
    StreamPlace open() throws IOException {
        return place.data.isPresent() ? StreamPlace.folder(place.data.get(), InstantSource.system()) : service();
    }

    Optional<Path> data() {
        return place.data;
    }

    private StreamPlace service() {
        URI endpoint = place.endpoint.orElseThrow();
        Endpoints.check("--endpoint", endpoint, spec);
        return StreamPlace.service(endpoint, region, InstantSource.system());
    }
}
