/**
 * The measurements behind {@code anabranch bench}: each runs what the project does and a bare reference side by side, in turns, and reports medians,
 * so that a figure means something on any machine. Clocks come from the caller.
 */
@NullMarked
package io.anabranch.samples.bench;

import org.jspecify.annotations.NullMarked;
