package io.anabranch.samples.cli;

import io.anabranch.kcl.model.Position;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Positions in a shard as one types them. */
final class Positions {
    private Positions() {}

    /** The form a checkpoint is stored in; one that cannot be a start is wrong usage. */
    static String parse(CommandSpec spec, String flag, Supplier<Position> parser) {
        try {
            Position position = parser.get();
            if (position instanceof Position.ShardEnd) throw new IllegalArgumentException("a shard cannot be set to its end");
            return position.encode();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), flag + ": " + e.getMessage());
        }
    }
}
