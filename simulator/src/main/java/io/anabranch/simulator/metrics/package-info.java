/**
 * What can be watched: counts of the port, and one page of Prometheus text about it, the streams and the process. Counting is done where things happen;
 * what a stream counts of itself is {@code .stream}'s.
 */
@NullMarked
package io.anabranch.simulator.metrics;

import org.jspecify.annotations.NullMarked;
