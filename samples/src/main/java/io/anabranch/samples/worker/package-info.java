/**
 * The program behind {@code anabranch worker}: a {@code Worker} on a stream service and a ZooKeeper, with the processor it was told to run, a history
 * file of everything that happened to its claims, and status lines for whoever watches a fleet.
 */
@NullMarked
package io.anabranch.samples.worker;

import org.jspecify.annotations.NullMarked;
