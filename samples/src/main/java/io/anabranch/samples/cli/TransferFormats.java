package io.anabranch.samples.cli;

import io.anabranch.simulator.transfer.TransferFormat;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Formats as the flags take them. */
final class TransferFormats {
    private TransferFormats() {}

    /** The format a file's name ends with. */
    static TransferFormat of(Path file, CommandSpec command) {
        return TransferFormat.of(file.toString()).orElseThrow(() ->
                new ParameterException(command.commandLine(), "FILE must end with .jsonl, .csv (perhaps with .gz behind) or .avro, not '" + file + "'"));
    }
}
