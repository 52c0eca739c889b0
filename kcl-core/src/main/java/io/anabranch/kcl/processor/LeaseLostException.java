package io.anabranch.kcl.processor;

/** The shard belongs to another worker: nothing was stored and nothing will be. Stop processing it. */
public final class LeaseLostException extends Exception {
    public LeaseLostException(String message) {
        super(message);
    }
}
