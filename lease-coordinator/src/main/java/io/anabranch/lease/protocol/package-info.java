/**
 * The protocol of coordination: what a worker, a candidate and the leader do, as event loops on one thread ({@link EventLoop}). Everything that
 * lives and dies with one session is an {@code Incarnation}; a new session is a new one. Clock, chance, threads and the store come in from outside, so
 * that a simulation runs this code as it is.
 *
 * <p>Three rules carry it: every decision ends in a conditional write; every claim has an epoch that only the leader gives out; an owner stops by
 * its own clock before anybody else may start.
 */
@NullMarked
package io.anabranch.lease.protocol;

import org.jspecify.annotations.NullMarked;
