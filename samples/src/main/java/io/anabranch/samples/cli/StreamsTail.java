package io.anabranch.samples.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.SequenceNumber;
import io.anabranch.kcl.model.ShardId;
import io.anabranch.kcl.processor.KinesisRecord;
import io.anabranch.samples.streams.Payload;
import io.anabranch.samples.streams.StreamPlace;
import io.anabranch.samples.streams.StreamReading;
import io.anabranch.samples.streams.StreamReading.Wish;
import io.anabranch.schema.model.RegistryUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows records. */
@Command(name = "tail", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Shows records, a line each: shard, arrival, partition key, data.",
            "Each shard's records come in their order, those of different shards as they are read. With --follow a service that goes away is waited for. Ctrl-C "
                    + "ends it, with exit code 0."})
final class StreamsTail implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STREAM", description = "Its name.")
    private String stream;

    @Mixin
    private PlaceFlags place;

    @Option(names = "--position", paramLabel = "POSITION", description = "TRIM_HORIZON, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER or "
            + "AFTER_SEQUENCE_NUMBER (default: TRIM_HORIZON, with --follow LATEST).")
    private Optional<Kind> kind = Optional.empty();

    @Option(names = "--timestamp", paramLabel = "T", description = "With AT_TIMESTAMP: an instant such as 2026-01-31T09:30:00Z, or epoch milliseconds.")
    private Optional<String> timestamp = Optional.empty();

    @Option(names = "--sequence-number", paramLabel = "N", description = "With AT_SEQUENCE_NUMBER and AFTER_SEQUENCE_NUMBER; wants --shard, too.")
    private Optional<String> number = Optional.empty();

    @Option(names = "--shard", paramLabel = "SHARD", description = "One shard only; 3 is as good as shardId-000000000003.")
    private Optional<String> shard = Optional.empty();

    @Option(names = {"--follow", "-f"}, description = "Goes on when there are no more records yet, and with the children of shards that end.")
    private boolean follow;

    @Option(names = {"--limit", "-n"}, paramLabel = "N", description = "Ends after so many records.")
    private Optional<Long> limit = Optional.empty();

    @Option(names = "--as", paramLabel = "auto|text|hex|avro", defaultValue = "auto", description = "How data is shown: auto decodes Avro in an envelope "
            + "of the schema registry, shows text as it is and anything else as hex (default: ${DEFAULT-VALUE}).")
    private Payload.Form form;

    @Option(names = "--json", description = "Prints one JSON object a record.")
    private boolean json;

    /** The iterator types of the service. */
    private enum Kind { TRIM_HORIZON, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER }

    @Override
    public Integer call() throws Exception {
        Position from = position();
        Optional<ShardId> only = shard.map(this::shardId);
        PrintWriter out = new PrintWriter(spec.commandLine().getOut(), false);
        Termination.Registration signal = Termination.onSignal(out::flush);
        try (StreamPlace streams = place.openForReading()) {
            streams.catalog().check(stream);
            Lines lines = new Lines(new Payload(form, streams.schemas()), out);
            StreamReading reading = new StreamReading(streams.source(), stream, follow, lines, ProcessClocks.system().pause(), Outages.toldBy(spec));
            if (only.isPresent()) reading.run(only.get(), from);
            else reading.run(from);
        } finally {
            signal.close();
            out.flush();
        }
        return 0;
    }

    private Position position() {
        if (limit.isPresent() && limit.get() < 1) throw wrong("--limit must be at least 1, was " + limit.get());
        Kind wanted = kind.orElse(follow ? Kind.LATEST : Kind.TRIM_HORIZON);
        boolean numbered = wanted == Kind.AT_SEQUENCE_NUMBER || wanted == Kind.AFTER_SEQUENCE_NUMBER;
        if (timestamp.isPresent() != (wanted == Kind.AT_TIMESTAMP)) throw wrong("--timestamp and --position AT_TIMESTAMP go together");
        if (number.isPresent() != numbered) throw wrong("--sequence-number and --position AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER go together");
        if (numbered && shard.isEmpty()) throw wrong("--sequence-number wants --shard, too");
        return switch (wanted) {
            case TRIM_HORIZON -> Position.trimHorizon();
            case LATEST -> Position.latest();
            case AT_TIMESTAMP -> Position.atTimestamp(Instants.parse("--timestamp", timestamp.orElseThrow(), spec));
            case AT_SEQUENCE_NUMBER -> new Position.At(sequenceNumber());
            case AFTER_SEQUENCE_NUMBER -> Position.after(sequenceNumber());
        };
    }

    private SequenceNumber sequenceNumber() {
        String digits = number.orElseThrow();
        if (!digits.matches("\\d{1,128}")) throw wrong("--sequence-number wants digits, not '" + digits + "'");
        return SequenceNumber.of(digits);
    }

    private ShardId shardId(String text) {
        var parsed = io.anabranch.simulator.stream.ShardId.parse(text).orElseThrow(() -> wrong("--shard wants a shard id, not '" + text + "'"));
        return new ShardId(parsed.toString());
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Shows records. Standard output is flushed once a batch: nothing shown waits for what has not come yet. */
    private final class Lines implements StreamReading.Sink {
        private final Payload payload;
        private final PrintWriter out;
        private long shown;

        Lines(Payload payload, PrintWriter out) {
            this.payload = payload;
            this.out = out;
        }

        @Override
        public Wish take(ShardId id, KinesisRecord record) throws IOException {
            try {
                String text = payload.text(record.data());
                out.print((json ? Json.text(object -> write(id, record, text, object)) : line(id, record, text)) + System.lineSeparator());
            } catch (RegistryUnavailableException e) {
                throw new IOException("the schema registry does not answer: " + e.getMessage(), e);
            }
            return limit.isPresent() && ++shown == limit.get() ? Wish.STOP : Wish.MORE;
        }

        @Override
        public Wish endOfBatch() {
            return out.checkError() ? Wish.STOP : Wish.MORE;
        }
    }

    private static String line(ShardId id, KinesisRecord record, String text) {
        return id + "  " + record.arrival() + "  " + record.partitionKey().map(StreamsTail::onOneLine).orElse("-") + "  " + text;
    }

    /** A key may have any character. */
    private static String onOneLine(String key) {
        if (key.chars().noneMatch(Character::isISOControl)) return key;
        return key.chars().mapToObj(c -> Character.isISOControl(c) ? String.format("\\u%04x", c) : String.valueOf((char) c)).collect(joining());
    }

    private static void write(ShardId id, KinesisRecord record, String text, JsonGenerator out) throws IOException {
        out.writeStringField("shardId", id.value());
        out.writeStringField("sequenceNumber", record.sequenceNumber().toString());
        out.writeStringField("arrival", record.arrival().toString());
        if (record.partitionKey().isPresent()) out.writeStringField("partitionKey", record.partitionKey().get());
        out.writeStringField("data", text);
    }
}
