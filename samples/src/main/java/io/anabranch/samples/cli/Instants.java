package io.anabranch.samples.cli;

import java.time.DateTimeException;
import java.time.Instant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Moments as the flags take them. */
final class Instants {
    private Instants() {}

    /** An instant of ISO 8601, or epoch milliseconds. */
    static Instant parse(String flag, String text, CommandSpec command) {
        try {
            return text.matches("-?\\d+") ? Instant.ofEpochMilli(Long.parseLong(text)) : Instant.parse(text);
        } catch (DateTimeException | NumberFormatException e) {
            throw new ParameterException(
                    command.commandLine(), flag + " wants an instant such as 2026-01-31T09:30:00Z or epoch milliseconds, not '" + text + "'");
        }
    }
}
