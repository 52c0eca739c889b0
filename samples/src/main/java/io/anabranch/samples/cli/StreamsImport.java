package io.anabranch.samples.cli;

import io.anabranch.samples.streams.FileImport;
import io.anabranch.samples.streams.FileImport.Imported;
import io.anabranch.samples.streams.StreamPlace;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.transfer.TransferFormat;
import io.anabranch.simulator.transfer.TransferReader;
import io.anabranch.simulator.transfer.TransferRecord;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.zip.ZipException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a stream of a file. */
@Command(name = "import", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Makes a stream of an exported file: of all of it, or there is no stream (unless the command is killed while a service takes it).",
            "In a data folder it has the shards, times, keys and sequence numbers of the file, and never expires unless told otherwise. "
                    + "A service takes the records as puts: with new times and sequence numbers, in as many shards as were open."})
final class StreamsImport implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Ends with .jsonl, .csv (both also with .gz behind) or .avro.")
    private Path file;

    @Mixin
    private PlaceFlags place;

    @Option(names = "--stream", paramLabel = "S", description = "Its name (default: as in the file).")
    private Optional<String> stream = Optional.empty();

    @Option(names = "--retention-hours", paramLabel = "N", description = "With --data: 24 to 8760 (default: records never expire).")
    private Optional<Integer> retentionHours = Optional.empty();

    @Option(names = "--from", paramLabel = "T", description = "First arrival: an instant such as 2026-01-31T09:30:00Z, or epoch milliseconds.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "T", description = "Arrivals before this.")
    private Optional<String> to = Optional.empty();

    @Override
    public Integer call() throws Exception {
        TransferFormat format = TransferFormats.of(file, spec);
        Predicate<TransferRecord> wanted = window();
        check();
        WorkMeter meter = WorkMeter.onError(spec.commandLine().getErr());
        try (InputStream in = TransferFormat.expanding(file.toString(), Files.newInputStream(file)); TransferReader reader = format.reader(in)) {
            String name = stream.orElse(reader.outline().stream());
            Imported imported = run(new FileImport(reader, name, wanted, meter::records, Outages.toldBy(spec)));
            meter.done(imported.records());
            spec.commandLine().getErr().println(numbers(imported));
        } catch (ZipException | EOFException e) {
            throw new IOException(file + " is no whole gzip file: " + OneLine.of(e), e);
        } finally {
            meter.erase();
        }
        return 0;
    }

    private void check() {
        if (stream.isPresent() && !stream.get().matches("[a-zA-Z0-9_.-]{1,128}")) throw wrong("--stream is 1 to 128 of letters, digits, _.-");
        if (retentionHours.isPresent() && (retentionHours.get() < 24 || retentionHours.get() > 8760)) throw wrong("--retention-hours must be 24 to 8760");
        if (retentionHours.isPresent() && place.data().isEmpty()) throw wrong("--retention-hours goes with --data");
    }

    private Predicate<TransferRecord> window() {
        long first = from.map(text -> Instants.parse("--from", text, spec)).map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        long end = to.map(text -> Instants.parse("--to", text, spec)).map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        return record -> record.arrivalMillis() >= first && record.arrivalMillis() < end;
    }

    private Imported run(FileImport work) throws IOException, InterruptedException {
        if (place.data().isPresent()) {
            try (Simulator simulator = Simulator.open(StreamPlace.settings(place.data().get()))) {
                return work.into(simulator, retentionHours.map(OptionalInt::of).orElse(OptionalInt.empty()));
            }
        }
        try (StreamPlace service = place.open()) {
            return work.to(service.kinesis(), ProcessClocks.system().pause());
        }
    }

    private static String numbers(Imported imported) {
        if (imported.kept() == imported.records()) return "all with the sequence numbers they had";
        return imported.kept() == 0 ? "with new sequence numbers" : imported.kept() + " of them with the sequence numbers they had, the others with new ones";
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
