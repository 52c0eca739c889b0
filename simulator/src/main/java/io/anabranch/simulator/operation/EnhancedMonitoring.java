package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.ListShape;
import io.anabranch.simulator.shape.TextShape;
import io.anabranch.simulator.stream.ShardMetric;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireValue;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What EnableEnhancedMonitoring and DisableEnhancedMonitoring share. */
abstract class EnhancedMonitoring extends TreeOperation {
    private static final String ALL = "ALL";

    private final Streams streams;
    private final StreamReference reference;

    EnhancedMonitoring(String name, Streams streams, StreamReference reference) {
        super(name, StreamReference.shape(name + "Input").required("ShardLevelMetrics", new ListShape(metric(), 1, 7)));
        this.streams = streams;
        this.reference = reference;
    }

    private static TextShape metric() {
        Stream<String> names = Arrays.stream(ShardMetric.values()).map(ShardMetric::wireName);
        return TextShape.oneOf(Stream.concat(names, Stream.of(ALL)).toArray(String[]::new));
    }

    /** Adds them to those there are, or takes them away. */
    abstract void change(Set<ShardMetric> metrics, Set<ShardMetric> named);

    @Override
    final WireValue.Structure run(Input input) {
        String stream = reference.resolve(input);
        Set<ShardMetric> named = named(input.texts("ShardLevelMetrics"));
        Set<ShardMetric> before = streams.settings().shardMetrics(stream, current -> changed(current, named), name());
        return new Output()
                .text("StreamName", stream)
                .items("CurrentShardLevelMetrics", Descriptions.metrics(before))
                .items("DesiredShardLevelMetrics", Descriptions.metrics(changed(before, named)))
                .text("StreamARN", streams.identity().arnPrefix() + stream)
                .done();
    }

    private Set<ShardMetric> changed(Set<ShardMetric> current, Set<ShardMetric> named) {
        Set<ShardMetric> changed = EnumSet.noneOf(ShardMetric.class);
        changed.addAll(current);
        change(changed, named);
        return changed;
    }

    private static Set<ShardMetric> named(List<String> names) {
        Set<ShardMetric> named = EnumSet.noneOf(ShardMetric.class);
        for (ShardMetric metric : ShardMetric.values())
            if (names.contains(ALL) || names.contains(metric.wireName())) named.add(metric);
        return named;
    }
}
