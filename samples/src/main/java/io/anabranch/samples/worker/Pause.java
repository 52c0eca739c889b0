package io.anabranch.samples.worker;

/** Waits: the process' sleep, or what a test puts in its place. */
@FunctionalInterface
public interface Pause {
    void millis(long millis) throws InterruptedException;
}
