package io.anabranch.simulator.operation;

import io.anabranch.simulator.fault.Target;
import io.anabranch.simulator.stream.ShardId;
import io.anabranch.simulator.wire.WireValue;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an input is about, by the members that name it. The input need not be valid. */
final class Targets {
    private static final Pattern ARN = Pattern.compile(":stream/([^/]+)(?:/consumer/([^:]+):\\d+)?$");

    private Targets() {}

    static Target of(WireValue.Structure input) {
        Optional<Matcher> arn = Stream.of("StreamARN", "ConsumerARN", "ResourceARN").flatMap(member -> text(input, member).stream())
                .map(ARN::matcher).filter(Matcher::find).findFirst();
        Optional<String> stream = text(input, "StreamName").or(() -> arn.map(matcher -> matcher.group(1)));
        Optional<String> consumer = text(input, "ConsumerName").or(() -> arn.map(matcher -> matcher.group(2)));
        return new Target(stream, shards(input), consumer);
    }

    private static Set<String> shards(WireValue.Structure input) {
        return Stream.of("ShardId", "ShardToSplit", "ShardToMerge", "AdjacentShardToMerge").flatMap(member -> text(input, member).stream())
                .flatMap(text -> ShardId.parse(text).stream()).map(ShardId::toString).collect(Collectors.toUnmodifiableSet());
    }

    static Optional<String> text(WireValue.Structure input, String member) {
        return input.members().get(member) instanceof WireValue.Text text ? Optional.of(text.value()) : Optional.empty();
    }
}
