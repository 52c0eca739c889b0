package io.anabranch.samples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.anabranch.samples.streams.StreamPlace;
import io.anabranch.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Copies a data folder. */
@Command(name = "snapshot", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Copies a data folder, also while it is served.",
            "The copy is a data folder, too, with streams and schemas. With --endpoint a service of this machine copies its own folder, while puts go on; "
                    + "with --data nobody else may write the folder. The copy has everything acknowledged before, and is there once it is whole. Full "
                    + "segments are linked where both folders lie on one disk."})
final class SnapshotCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Origin origin;

    @Option(names = "--to", paramLabel = "FOLDER", required = true, description = "Missing or empty.")
    private Path target;

    /** What is copied. */
    static final class Origin {
        @Option(names = "--data", paramLabel = "DIR", required = true, description = "A data folder.")
        private Optional<Path> data = Optional.empty();

        @Option(names = "--endpoint", paramLabel = "URL", required = true, description = "A service of this machine, with its admin API on.")
        private Optional<URI> endpoint = Optional.empty();
    }

    @Override
    public Integer call() throws Exception {
        if (origin.data.isPresent()) {
            try (Simulator simulator = Simulator.open(StreamPlace.settings(dataFolder(origin.data.get(), spec)))) {
                simulator.snapshot(target);
            }
        } else {
            Endpoints.check("--endpoint", origin.endpoint.orElseThrow(), spec);
            ask(origin.endpoint.get().resolve("/_anabranch/snapshot"));
        }
        return 0;
    }

    static Path dataFolder(Path folder, CommandSpec spec) throws IOException {
        if (Files.isDirectory(StreamPlace.existing(folder).resolve("journal"))) return folder;
        throw new ParameterException(spec.commandLine(), "no data folder: " + folder);
    }

    private void ask(URI route) throws IOException, InterruptedException {
        String body = Json.text(out -> out.writeStringField("to", target.toAbsolutePath().toString()));
        HttpRequest request = HttpRequest.newBuilder(route).POST(HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> answer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build().send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException("the service refused: " + error(answer.body()));
    }

    /** {@code {"error": "…"}}, or what else there is. */
    private static String error(String body) throws IOException {
        try (JsonParser in = new JsonFactory().createParser(body)) {
            in.nextToken();
            return "error".equals(in.nextFieldName()) ? in.nextTextValue() : body;
        } catch (JsonProcessingException e) {
            return body;
        }
    }
}
