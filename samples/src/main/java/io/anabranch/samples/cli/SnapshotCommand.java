package io.anabranch.samples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.anabranch.samples.streams.StreamPlace;
import io.anabranch.samples.worker.LocalService;
import io.anabranch.simulator.Simulator;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

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
        HttpResponse<String> answer = answer(request);
        Map.Entry<String, String> told = firstMember(answer.body());
        if (told.getKey().equals("error")) throw new IOException("the service refused: " + told.getValue());
        if (answer.statusCode() != 200 || !told.getKey().equals("snapshot"))
            throw new IOException("no Anabranch service is at " + route.resolve("/") + ": HTTP " + answer.statusCode() + " from " + route.getPath());
    }

    private static HttpResponse<String> answer(HttpRequest request) throws IOException, InterruptedException {
        HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (LocalService.isAt(request.uri())) client.sslContext(LocalService.tls());
        try {
            return client.build().send(request, BodyHandlers.ofString());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            ConnectException unreachable = new ConnectException(request.uri().resolve("/").toString());
            unreachable.initCause(e);
            throw unreachable;
        }
    }

    /** Of {@code {"error": "…"}} or {@code {"snapshot": "…"}}; empty if it is neither. */
    private static Map.Entry<String, String> firstMember(String body) throws IOException {
        try (JsonParser in = new JsonFactory().createParser(body)) {
            in.nextToken();
            String name = in.nextFieldName();
            String value = name == null ? null : in.nextTextValue();
            return value == null ? Map.entry("", "") : Map.entry(name, value);
        } catch (JsonProcessingException e) {
            return Map.entry("", "");
        }
    }
}
