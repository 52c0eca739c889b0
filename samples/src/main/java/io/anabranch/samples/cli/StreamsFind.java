package io.anabranch.samples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anabranch.samples.streams.HashKeys;
import io.anabranch.samples.streams.StreamPlace;
import io.anabranch.simulator.stream.HashKeyRange;
import io.anabranch.simulator.stream.ShardDescription;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which shard a key goes to. */
@Command(name = "find", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Tells which shard a partition key goes to, and which closed shards it went to before.")
final class StreamsFind implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STREAM", description = "Its name.")
    private String stream;

    @Parameters(index = "1", paramLabel = "KEY", description = "A partition key, or with --hash-key a hash key.")
    private String key;

    @Mixin
    private PlaceFlags place;

    @Option(names = "--hash-key", description = "KEY is an explicit hash key, in decimal.")
    private boolean explicit;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        BigInteger hash = explicit ? hashKey() : HashKeys.of(partitionKey());
        PrintWriter out = spec.commandLine().getOut();
        try (StreamPlace streams = place.openForReading()) {
            List<ShardDescription> holders = HashKeys.holders(hash, streams.catalog().describe(stream).shards());
            if (json) {
                out.println(Json.text(object -> write(hash, holders, object)));
            } else {
                out.println("hash key " + hash);
                holders.forEach(shard -> out.println(line(shard)));
            }
        }
        return 0;
    }

    private String partitionKey() {
        int characters = key.codePointCount(0, key.length());
        if (characters >= 1 && characters <= 256) return key;
        throw new ParameterException(spec.commandLine(), "a partition key has 1 to 256 characters, not " + characters);
    }

    private BigInteger hashKey() {
        if (key.matches("\\d{1,39}")) {
            BigInteger hash = new BigInteger(key);
            if (hash.compareTo(HashKeyRange.MAX) <= 0) return hash;
        }
        throw new ParameterException(spec.commandLine(), "a hash key is 0 to 2^128-1, not '" + key + "'");
    }

    private static String line(ShardDescription shard) {
        return shard.id() + (shard.isClosed() ? "  closed  " : "  open    ") + shard.range().start() + " to " + shard.range().end();
    }

    private static void write(BigInteger hash, List<ShardDescription> holders, JsonGenerator out) throws IOException {
        out.writeStringField("hashKey", hash.toString());
        out.writeArrayFieldStart("shards");
        for (ShardDescription shard : holders) StreamsDescribe.write(shard, out);
        out.writeEndArray();
    }
}
