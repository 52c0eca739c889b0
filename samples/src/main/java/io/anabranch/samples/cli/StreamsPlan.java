package io.anabranch.samples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anabranch.samples.streams.ShardPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How many shards it takes. */
@Command(name = "plan", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Reckons how many shards a stream needs.",
            "The formula is that of the Kinesis documentation: the larger of incoming KB/s / 1024 and outgoing KB/s / 2048, where a record counts as "
                    + "whole KB; and 1,000 records/s a shard. Consumers with enhanced fan-out have 2 MB/s a shard each for themselves."})
final class StreamsPlan implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--records", paramLabel = "N", required = true, description = "Records put a second.")
    private long records;

    @Option(names = "--size", paramLabel = "BYTES", required = true, description = "Average size of a record.")
    private long size;

    @Option(names = "--consumers", paramLabel = "N", defaultValue = "1", description = "Consumers that share the reads (default: ${DEFAULT-VALUE}).")
    private int consumers;

    @Option(names = "--fan-out", paramLabel = "N", defaultValue = "0", description = "Consumers with enhanced fan-out (default: ${DEFAULT-VALUE}).")
    private int fanOut;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        ShardPlan plan = plan();
        PrintWriter out = spec.commandLine().getOut();
        if (json) out.println(Json.text(object -> write(plan, object)));
        else plan.reasoning().forEach(out::println);
        return 0;
    }

    private ShardPlan plan() {
        try {
            return new ShardPlan(records, size, consumers, fanOut);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), OneLine.of(e), e);
        }
    }

    private static void write(ShardPlan plan, JsonGenerator out) throws IOException {
        out.writeNumberField("incomingKilobytesPerSecond", plan.incomingKilobytes());
        out.writeNumberField("outgoingKilobytesPerSecond", plan.outgoingKilobytes());
        out.writeNumberField("shardsForIncoming", plan.forIncoming());
        out.writeNumberField("shardsForRecords", plan.forRecords());
        out.writeNumberField("shardsForOutgoing", plan.forOutgoing());
        out.writeNumberField("shardsForFanOut", plan.forFanOut());
        out.writeNumberField("shards", plan.shards());
    }
}
