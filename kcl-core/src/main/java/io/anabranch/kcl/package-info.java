/**
 * The entry: {@link io.anabranch.kcl.Worker} joins a fleet, and processes the shards it is given. Its builder wires source, coordination store and
 * processor; the rooms below know nothing of each other's making. Threads and system clocks are made here and nowhere else.
 */
@NullMarked
package io.anabranch.kcl;

import org.jspecify.annotations.NullMarked;
