/**
 * The operations of the service, one file each, and what stands before them: the order of checks, shard iterators and page tokens.
 * What their members may be they say in {@code .shape}'s words. Knows requests and answers as bytes and headers; sockets are {@code .server}'s,
 * what a put or a split means is {@code .stream}'s.
 */
@NullMarked
package io.anabranch.simulator.operation;

import org.jspecify.annotations.NullMarked;
