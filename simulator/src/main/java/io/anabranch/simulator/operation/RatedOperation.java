package io.anabranch.simulator.operation;

import io.anabranch.simulator.fault.Target;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.stream.TokenBucket;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** An operation that may be called so often a second by one account, or for one stream. Valid or not, a call that is let through counts. */
final class RatedOperation implements Operation {
    /** Of more streams than that the one that was asked for the longest ago is forgotten, which fills its bucket. */
    private static final int MOST_KEPT = 10_000;

    private final Operation operation;
    private final Streams streams;
    private final int perSecond;
    private final boolean byStream;
    /** By stream; for an account there is one, as for all that is no name of a stream. */
    private final Map<String, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
            return size() > MOST_KEPT;
        }
    };

    RatedOperation(Operation operation, Streams streams, int perSecond, boolean byStream) {
        this.operation = operation;
        this.streams = streams;
        this.perSecond = perSecond;
        this.byStream = byStream;
    }

    @Override
    public String name() {
        return operation.name();
    }

    @Override
    public boolean blocks() {
        return operation.blocks();
    }

    @Override
    public Target target(WireValue.Structure input) {
        return operation.target(input);
    }

    @Override
    public CompletionStage<Body> answer(WireFormat format, byte[] body) throws WireException {
        Optional<String> stream = WireReader.read(format, body) instanceof WireValue.Structure input
                ? Targets.of(input).stream().filter(StreamReference::isName)
                : Optional.empty();
        if (!admits(byStream ? stream.orElse("") : "")) throw refused(stream);
        return operation.answer(format, body);
    }

    private synchronized boolean admits(String key) {
        return buckets.computeIfAbsent(key, unused -> new TokenBucket(perSecond)).take(streams.nowMillis(), 1);
    }

    private StreamException refused(Optional<String> stream) {
        String account = "account " + streams.account() + ".";
        return new StreamException(
                ErrorType.LIMIT_EXCEEDED, "Rate exceeded for " + stream.map(name -> "stream " + name + " under " + account).orElse(account));
    }
}
