package io.anabranch.simulator.operation;

import io.anabranch.simulator.server.RunningServer;
import io.anabranch.simulator.stream.ErrorType;
import io.anabranch.simulator.stream.Identity;
import io.anabranch.simulator.stream.StreamException;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;

/** Operations called without a server. What is sent is given as JSON, single quotes in it stand for double ones. */
final class Calls {
    private final Operations operations;
    private final Identity identity;
    private final WireFormat format;

    Calls(Streams streams) {
        this(streams, WireFormat.JSON);
    }

    Calls(Streams streams, WireFormat format) {
        this.format = format;
        this.operations = new Operations(streams, new Random(1));
        this.identity = streams.identity();
    }

    /** An output; nothing in it if it has no members. */
    record Told(WireValue.Structure output) {
        Optional<String> text(String member) {
            return output.members().get(member) instanceof WireValue.Text text ? Optional.of(text.value()) : Optional.empty();
        }

        long number(String member) {
            return ((WireValue.Num) output.members().get(member)).whole();
        }

        boolean has(String member) {
            return output.members().containsKey(member);
        }

        Told structure(String member) {
            return new Told((WireValue.Structure) output.members().get(member));
        }

        boolean flag(String member) {
            return ((WireValue.Bool) output.members().get(member)).value();
        }

        /** The structures of a list, none if there is no list. */
        List<Told> each(String member) {
            return output.members().get(member) instanceof WireValue.Items items
                    ? items.values().stream().map(item -> new Told((WireValue.Structure) item)).toList()
                    : List.of();
        }
    }

    /** @throws StreamException if it is refused */
    Told call(String operation, String body, Object... values) {
        byte[] input = RunningServer.body(format, String.format(body, values).replace('\'', '"'));
        try {
            Body answer = operations.find(operation, identity).orElseThrow().answer(format, input).toCompletableFuture().join().whole();
            if (answer.length() == 0) return new Told(new WireValue.Structure(Map.of()));
            return new Told((WireValue.Structure) WireReader.read(format, Arrays.copyOf(answer.bytes(), answer.length())));
        } catch (WireException e) {
            throw new AssertionError("cannot be read: " + body, e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof StreamException refused ? refused : e;
        }
    }

    /** What it is refused with, if it is. */
    Optional<ErrorType> refusal(String operation, String body, Object... values) {
        try {
            call(operation, body, values);
            return Optional.empty();
        } catch (StreamException e) {
            return Optional.of(e.type());
        }
    }
}
