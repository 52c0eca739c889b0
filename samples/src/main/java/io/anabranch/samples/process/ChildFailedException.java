package io.anabranch.samples.process;

/** A child process did not do what it was started for; the message names it and ends with the last lines of its log. */
public final class ChildFailedException extends Exception {
    public ChildFailedException(String message) {
        super(message);
    }
}
