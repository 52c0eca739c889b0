/**
 * Faults on a script: rules that say which calls go wrong, when and how, and the pure decision that comes of a call. Rules with the same seed and
 * the same calls in the same order give the same faults. What a fault does to an answer is {@code .operation}'s, what it does to a connection
 * {@code .server}'s.
 */
@NullMarked
package io.anabranch.simulator.fault;

import org.jspecify.annotations.NullMarked;
