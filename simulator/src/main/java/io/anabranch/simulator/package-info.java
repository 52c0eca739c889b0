/**
 * The entry: {@link io.anabranch.simulator.Simulator} opens a data folder and holds what lives in it. The only room of the module that touches
 * the system's clock, random source and threads; everything below gets them passed in.
 */
@NullMarked
package io.anabranch.simulator;

import org.jspecify.annotations.NullMarked;
