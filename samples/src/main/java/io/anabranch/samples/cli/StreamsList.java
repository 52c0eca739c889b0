package io.anabranch.samples.cli;

import io.anabranch.samples.streams.StreamPlace;
import io.anabranch.samples.streams.StreamView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** All streams. */
@Command(name = "list", mixinStandardHelpOptions = true, sortOptions = false, description = "Lists streams, a line each.")
final class StreamsList implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaceFlags place;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (StreamPlace streams = place.openForReading()) {
            List<StreamView> all = streams.catalog().names().stream().map(streams.catalog()::describe).toList();
            if (json) out.println(Json.text(object -> {
                object.writeArrayFieldStart("streams");
                for (StreamView stream : all) StreamsDescribe.write(stream, object);
                object.writeEndArray();
            }));
            else all.forEach(stream -> out.println(line(stream)));
        }
        return 0;
    }

    private static String line(StreamView stream) {
        return String.format(Locale.ROOT, "%-40s  %-9s  %4d open shards  %s", stream.name(), stream.status(), stream.openShards(), stream.retention());
    }
}
