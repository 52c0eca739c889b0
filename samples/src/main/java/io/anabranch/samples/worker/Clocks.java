package io.anabranch.samples.worker;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What a program may know of time.
 *
 * @param wall  calendar time
 * @param nanos a clock that never goes back, for spans
 * @param pause waits
 */
public record Clocks(InstantSource wall, LongSupplier nanos, Pause pause) {}
