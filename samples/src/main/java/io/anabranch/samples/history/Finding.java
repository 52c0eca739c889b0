package io.anabranch.samples.history;

/**
 * One promise held against the histories.
 *
 * @param promise what must be true
 * @param held    whether it is
 * @param detail  the figures, and the first few violations
 */
public record Finding(String promise, boolean held, String detail) {}
