/**
 * The {@code anabranch} command: one class a subcommand, which reads its flags, makes what they describe and reports. This is the entry of the
 * process: the system's clocks, sleep, randomness and exit codes are touched here and handed to the rest.
 */
@NullMarked
package io.anabranch.samples.cli;

import org.jspecify.annotations.NullMarked;
