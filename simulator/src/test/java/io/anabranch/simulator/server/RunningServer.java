package io.anabranch.simulator.server;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.wire.Base64Text;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import io.anabranch.simulator.wire.WireWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A simulator behind its port, and a client that says the same in JSON and in CBOR. Inputs are given as JSON whatever goes over the wire. */
public final class RunningServer implements AutoCloseable {
    public static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=AKID/20260301/us-east-1/kinesis/aws4_request, SignedHeaders=host;x-amz-date, Signature=00";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path data;
    private final SteerableClock clock;
    private final ServerSettings settings;
    private final UnaryOperator<SimulatorSettings> more;
    private Simulator simulator;
    private SimulatorServer server;

    public RunningServer(Path data) throws IOException {
        this(data, settings -> settings);
    }

    /** @param more changes what the simulator would be opened with */
    public RunningServer(Path data, UnaryOperator<SimulatorSettings> more) throws IOException {
        this(data, new SteerableClock(), ServerSettings.loopback(), more);
    }

    public RunningServer(Path data, SteerableClock clock, ServerSettings settings) throws IOException {
        this(data, clock, settings, same -> same);
    }

    private RunningServer(Path data, SteerableClock clock, ServerSettings settings, UnaryOperator<SimulatorSettings> more) throws IOException {
        this.data = data;
        this.clock = clock;
        this.settings = settings;
        this.more = more;
        this.simulator = Simulator.open(more.apply(SimulatorSettings.at(data).withClock(clock)));
        this.server = simulator.serve(settings);
    }

    public SteerableClock clock() {
        return clock;
    }

    public Simulator simulator() {
        return simulator;
    }

    public URI endpoint() {
        return server.endpoint();
    }

    public int port() {
        return server.port();
    }

    public SimulatorServer server() {
        return server;
    }

    /** Stops it and starts it again on the same folder. */
    public void restart() throws IOException {
        close();
        simulator = Simulator.open(more.apply(SimulatorSettings.at(data).withClock(clock)));
        server = simulator.serve(settings);
    }

    @Override
    public void close() {
        server.close();
        simulator.close();
    }

    /** One answer, in JSON's terms: blobs are base64, times are seconds. */
    public record Answer(int status, HttpHeaders headers, byte[] raw, WireValue body) {
        /** The value at a path such as {@code Shards.0.ShardId}; an empty text if there is none. */
        public String at(String path) {
            WireValue value = find(path);
            if (value instanceof WireValue.Text text) {
                return text.value();
            }
            return value instanceof WireValue.Num number ? Long.toString(number.whole()) : value instanceof WireValue.Bool bool ? "" + bool.value() : "";
        }

        public WireValue find(String path) {
            WireValue value = body;
            for (String step : path.split("\\.")) {
                if (value instanceof WireValue.Structure structure) {
                    value = structure.members().getOrDefault(step, new WireValue.Nothing());
                } else if (value instanceof WireValue.Items items && Integer.parseInt(step) < items.values().size()) {
                    value = items.values().get(Integer.parseInt(step));
                } else {
                    return new WireValue.Nothing();
                }
            }
            return value;
        }

        public boolean has(String path) {
            return !(find(path) instanceof WireValue.Nothing);
        }

        public List<WireValue> items(String path) {
            return find(path) instanceof WireValue.Items items ? items.values() : List.of();
        }

        public List<String> texts(String path, String member) {
            return items(path).stream().map(item -> ((WireValue.Text) ((WireValue.Structure) item).members().get(member)).value()).toList();
        }
    }

    public Answer call(WireFormat format, String operation, String json) {
        return send(format, operation, body(format, json), request -> request);
    }

    /** As {@link #call}, and it must succeed. */
    public Answer ok(WireFormat format, String operation, String json) {
        Answer answer = call(format, operation, json);
        if (answer.status() != 200) {
            throw new AssertionError(operation + " " + json + " was answered " + answer.status() + " " + answer.body());
        }
        return answer;
    }

    public Answer send(WireFormat format, String operation, byte[] body, UnaryOperator<HttpRequest.Builder> more) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint())
                .setHeader("Content-Type", format.contentType())
                .setHeader("X-Amz-Target", "Kinesis_20131202." + operation)
                .setHeader("X-Amz-Date", "20260301T100000Z")
                .setHeader("Authorization", AUTHORIZATION)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return answer(format, exchange(more.apply(request).build()));
    }

    public HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Answer answer(WireFormat format, HttpResponse<byte[]> response) {
        Answer answer = answer(format, response.statusCode(), response.body());
        return new Answer(answer.status(), response.headers(), answer.raw(), answer.body());
    }

    /** An answer that came without headers. */
    static Answer answer(WireFormat format, int status, byte[] raw) {
        try {
            WireValue body = raw.length == 0 ? new WireValue.Nothing() : asJson(WireReader.read(format, raw));
            return new Answer(status, HttpHeaders.of(Map.of(), (name, value) -> true), raw, body);
        } catch (WireException e) {
            throw new AssertionError("unreadable answer: " + new String(raw, StandardCharsets.UTF_8), e);
        }
    }

    /** A body in a format, from JSON. */
    public static byte[] body(WireFormat format, String json) {
        if (format == WireFormat.JSON) {
            return json.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return WireWriter.write(format, asCbor("", WireReader.read(WireFormat.JSON, json.getBytes(StandardCharsets.UTF_8))));
        } catch (WireException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static WireValue asCbor(String name, WireValue value) {
        if (value instanceof WireValue.Structure structure) {
            Map<String, WireValue> members = new LinkedHashMap<>();
            structure.members().forEach((member, each) -> members.put(member, asCbor(member, each)));
            return new WireValue.Structure(members);
        }
        if (value instanceof WireValue.Items items) {
            return new WireValue.Items(items.values().stream().map(each -> asCbor(name, each)).toList());
        }
        if (value instanceof WireValue.Text text && name.equals("Data")) {
            return new WireValue.Blob(Base64Text.decode(text.value()));
        }
        boolean time = value instanceof WireValue.Num && name.endsWith("Timestamp");
        return time ? new WireValue.Time(Instant.ofEpochMilli(Math.round(((WireValue.Num) value).value() * 1000))) : value;
    }

    private static WireValue asJson(WireValue value) {
        if (value instanceof WireValue.Structure structure) {
            Map<String, WireValue> members = new LinkedHashMap<>();
            structure.members().forEach((member, each) -> members.put(member, asJson(each)));
            return new WireValue.Structure(members);
        }
        if (value instanceof WireValue.Items items) {
            return new WireValue.Items(items.values().stream().map(RunningServer::asJson).toList());
        }
        if (value instanceof WireValue.Blob blob) {
            return new WireValue.Text(Base64.getEncoder().encodeToString(blob.bytes()));
        }
        return value instanceof WireValue.Time time ? new WireValue.Num(time.instant().toEpochMilli() / 1000.0, time.instant().getEpochSecond()) : value;
    }

    /** {@code json} with its single quotes as double ones, for inputs written in Java. */
    public static String json(String text, Object... values) {
        return String.format(text.replace('\'', '"'), values);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] concat(byte[]... parts) {
        return Arrays.stream(parts).reduce(new byte[0], (a, b) -> {
            byte[] both = Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, both, a.length, b.length);
            return both;
        });
    }
}
