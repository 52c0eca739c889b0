/**
 * Replay: the processor of a live worker over the records a stream retains, shard by shard in parallel, as fast as they can be read.
 * Time is the records' own: the clock of the context follows them and fires the timers. Nothing is written anywhere; what comes out is
 * the outputs, the counts and a digest of the records, which is the same for any number of threads and for any source of the same stream.
 * Knows sources and processors, no leases.
 */
@NullMarked
package io.anabranch.kcl.replay;

import org.jspecify.annotations.NullMarked;
