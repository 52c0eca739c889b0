package io.anabranch.samples.cli;

import io.anabranch.samples.streams.GeneratedFeed;
import io.anabranch.samples.streams.KeyPattern;
import io.anabranch.samples.streams.LineFeed;
import io.anabranch.samples.streams.PutWork;
import io.anabranch.samples.streams.RecordFeed;
import io.anabranch.samples.streams.RecordPutter;
import io.anabranch.samples.streams.StreamPlace;
import io.anabranch.samples.worker.Clocks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts records. */
@Command(name = "put", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Puts records: the lines of standard input or of a file, or generated ones.",
            "They are put in their order; what the service does not take is put again. When the connection is lost the command waits about a minute for "
                    + "the service; what it was putting then may be there twice. How many were put is said on standard error."})
final class StreamsPut implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STREAM", description = "Its name.")
    private String stream;

    @Mixin
    private PlaceFlags place;

    @Option(names = "--file", paramLabel = "FILE", description = "A record a line of FILE (default: of standard input), its bytes as they are; the line ends with LF or CR LF.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--generate", description = "Generates records instead: their number, filled up to --size.")
    private boolean generate;

    @Option(names = "--count", paramLabel = "N", defaultValue = "0", description = "With --generate: how many (default: until stopped).")
    private long count;

    @Option(names = "--size", paramLabel = "BYTES", defaultValue = "100", description = "With --generate: size in bytes, 0 to 10485760 (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--rate", paramLabel = "N", defaultValue = "0", description = "Records a second (default: as fast as they are taken).")
    private double rate;

    @Option(names = "--key", paramLabel = "PATTERN", defaultValue = "{random}",
            description = "Partition keys; {n} is the number of the record, {random} are random digits (default: {random}).")
    private String key;

    @Option(names = "--keys", paramLabel = "N", defaultValue = "0", description = "{n} begins again after N (default: never).")
    private long keys;

    @Option(names = "--key-separator", paramLabel = "TEXT", description = "The key is what stands in a line before TEXT.")
    private Optional<String> separator = Optional.empty();

    @Override
    public Integer call() throws Exception {
        check();
        Clocks clocks = ProcessClocks.system();
        WorkMeter meter = WorkMeter.onError(spec.commandLine().getErr());
        try (InputStream in = input();
                StreamPlace streams = place.open()) {
            streams.catalog().check(stream);
            RecordPutter putter = new RecordPutter(streams.kinesis(), stream, clocks.pause(), Outages.toldBy(spec));
            PutWork work = new PutWork(putter, clocks, rate, meter::records);
            Termination.Registration signal = Termination.onSignal(work::stop);
            meter.begin();
            try {
                meter.done(work.run(feed(in)));
            } finally {
                signal.close();
            }
        } finally {
            meter.erase();
        }
        return 0;
    }

    private void check() {
        if (count < 0) throw wrong("--count must be 0 or more, was " + count);
        if (size < 0 || size > 10 << 20) throw wrong("--size must be 0 to 10485760, was " + size);
        if (rate < 0) throw wrong("--rate must be 0 or more, was " + rate);
        if (generate && (file.isPresent() || separator.isPresent())) throw wrong("--generate goes without --file and --key-separator");
        if (!generate && count > 0) throw wrong("--count goes with --generate");
        if (key.isEmpty() || keys < 0) throw wrong("--key must not be empty, --keys must be 0 or more");
        if (file.isPresent() && Files.isDirectory(file.get())) throw wrong("FILE is a folder: " + file.get());
        if (separator.isPresent() && separator.get().isEmpty()) throw wrong("--key-separator must not be empty");
    }

    private InputStream input() throws IOException {
        if (generate) return InputStream.nullInputStream();
        return file.isPresent() ? Files.newInputStream(file.get()) : System.in;
    }

    private RecordFeed feed(InputStream in) {
        KeyPattern pattern = new KeyPattern(key, keys, new SplittableRandom());
        return generate ? new GeneratedFeed(pattern, count, size) : new LineFeed(in, separator, pattern);
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
