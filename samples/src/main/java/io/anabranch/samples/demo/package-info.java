/**
 * The main job end to end: real flights through a served stream into a fleet of worker processes that loses a member, sees its busiest shard split and
 * a worker replaced, and then the proof, from what the workers wrote down, that every record was accounted for; last, a replay of it all.
 *
 * <p>Every phase begins when the effect of the one before has been seen, never after a time that ought to be enough.
 */
@NullMarked
package io.anabranch.samples.demo;

import org.jspecify.annotations.NullMarked;
