package io.anabranch.samples.bench;

/** What became of one measurement at one peer. */
public sealed interface PeerFigure {
    /** Name of the peer. */
    String peer();

    /** @param value the median of the rounds, in the measurement's unit */
    record Measured(String peer, double value) implements PeerFigure {}

    /** @param reason why there is no figure, in one line */
    record LeftOut(String peer, String reason) implements PeerFigure {}
}
