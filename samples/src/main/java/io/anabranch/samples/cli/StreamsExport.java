package io.anabranch.samples.cli;

import io.anabranch.samples.streams.StreamExport;
import io.anabranch.samples.streams.StreamPlace;
import io.anabranch.simulator.transfer.StreamOutline;
import io.anabranch.simulator.transfer.TransferFormat;
import io.anabranch.simulator.transfer.TransferWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a stream into a file. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Writes what a stream retains into a file: shards and their lineage, records with times, keys and sequence numbers.",
            "Records that come a second after the start, or later, are left out. The file is there once it is whole."})
final class StreamsExport implements Callable<Integer> {
    /** A service's clock may show whole seconds only: what it calls now may be a second ago. */
    private static final long CLOCK_STEP_MILLIS = 1000;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STREAM", description = "Its name.")
    private String stream;

    @Parameters(index = "1", paramLabel = "FILE", description = "Ends with .jsonl, .csv (both also with .gz behind) or .avro.")
    private Path file;

    @Mixin
    private PlaceFlags place;

    @Option(names = "--from", paramLabel = "T", description = "First arrival: an instant such as 2026-01-31T09:30:00Z, or epoch milliseconds.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "T", description = "Arrivals before this (default: up to the tip at the start).")
    private Optional<String> to = Optional.empty();

    @Override
    public Integer call() throws Exception {
        TransferFormat format = TransferFormats.of(file, spec);
        Optional<Instant> first = from.map(text -> Instants.parse("--from", text, spec));
        Optional<Instant> end = to.map(text -> Instants.parse("--to", text, spec));
        if (Files.isDirectory(file)) throw new ParameterException(spec.commandLine(), "FILE is a folder: " + file);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) throw new NoSuchFileException(String.valueOf(folder));
        Path draft = file.resolveSibling(file.getFileName() + ".partial");
        WorkMeter meter = WorkMeter.onError(spec.commandLine().getErr());
        Termination.Registration signal = Termination.onSignal(Anabranch.FAILURE, () -> Files.deleteIfExists(draft));
        try (StreamPlace streams = place.openForReading()) {
            StreamOutline outline = streams.catalog().describe(stream).outline();
            Instant tip = streams.source().describe(stream).toCompletableFuture().get().now().plusMillis(CLOCK_STEP_MILLIS);
            long records;
            try (TransferWriter target = format.writer(open(draft), outline)) {
                records = new StreamExport(streams.source(), target, ProcessClocks.system().pause(), meter::records, Outages.toldBy(spec))
                        .run(outline, first, end.orElse(tip));
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            meter.done(records);
        } finally {
            signal.close();
            meter.erase();
            Files.deleteIfExists(draft);
        }
        return 0;
    }

    private OutputStream open(Path draft) throws IOException {
        return TransferFormat.compressing(file.toString(), new BufferedOutputStream(Files.newOutputStream(draft), 1 << 16));
    }
}
