/**
 * What a worker did, one JSON line an event, and the proof that can be had from such lines.
 *
 * <p>{@code HistoryFile} writes them while a worker runs, {@code HistoryLine} is one of them, {@code HistoryCheck} holds the histories of a whole
 * fleet against what was put into the stream: nothing missing, nothing out of order, every duplicate explained. The check is pure, so it can be
 * shown histories of fleets that went wrong.
 */
@NullMarked
package io.anabranch.samples.history;

import org.jspecify.annotations.NullMarked;
