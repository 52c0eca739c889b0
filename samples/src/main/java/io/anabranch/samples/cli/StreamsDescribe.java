package io.anabranch.samples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anabranch.samples.streams.Lineage;
import io.anabranch.samples.streams.StreamPlace;
import io.anabranch.samples.streams.StreamView;
import io.anabranch.simulator.stream.ShardDescription;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One stream with its shards. */
@Command(name = "describe", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Shows a stream, its shards as a tree of who came of whom, and each one's share of the hash keys.")
final class StreamsDescribe implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "STREAM", description = "Its name.")
    private String stream;

    @Mixin
    private PlaceFlags place;

    @Option(names = "--open", description = "Shows open shards only, without those they came of.")
    private boolean onlyOpen;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (StreamPlace streams = place.openForReading()) {
            StreamView view = streams.catalog().describe(stream);
            if (json) {
                out.println(Json.text(object -> writeMembers(view, shown(view), object)));
            } else {
                out.println(headline(view));
                Lineage.lines(shown(view)).forEach(out::println);
            }
        }
        return 0;
    }

    private List<ShardDescription> shown(StreamView view) {
        return onlyOpen ? view.shards().stream().filter(shard -> !shard.isClosed()).toList() : view.shards();
    }

    private static String headline(StreamView view) {
        return String.format(Locale.ROOT, "%s  %s  %d open of %d shards  retention %s  created %s%n%s", view.name(), view.status(), view.openShards(),
                view.shards().size(), view.retention(), view.created(), view.arn());
    }

    static void write(StreamView view, JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeMembers(view, view.shards(), out);
        out.writeEndObject();
    }

    private static void writeMembers(StreamView view, List<ShardDescription> shards, JsonGenerator out) throws IOException {
        out.writeStringField("name", view.name());
        out.writeStringField("arn", view.arn());
        out.writeStringField("status", view.status());
        out.writeStringField("created", view.created().toString());
        out.writeNumberField("retentionHours", view.retentionHours());
        if (view.archive()) out.writeBooleanField("archive", true);
        out.writeNumberField("openShards", view.openShards());
        out.writeArrayFieldStart("shards");
        for (ShardDescription shard : shards) write(shard, out);
        out.writeEndArray();
    }

    static void write(ShardDescription shard, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("shardId", shard.id().toString());
        writeIfPresent("parentShardId", shard.parent(), out);
        writeIfPresent("adjacentParentShardId", shard.adjacentParent(), out);
        out.writeBooleanField("open", !shard.isClosed());
        out.writeStringField("startingHashKey", shard.range().start().toString());
        out.writeStringField("endingHashKey", shard.range().end().toString());
        out.writeStringField("startingSequenceNumber", shard.starting().toString());
        writeIfPresent("endingSequenceNumber", shard.ending(), out);
        out.writeEndObject();
    }

    private static void writeIfPresent(String name, Optional<?> value, JsonGenerator out) throws IOException {
        if (value.isPresent()) out.writeStringField(name, value.get().toString());
    }
}
