package io.anabranch.simulator.transfer;

import java.io.IOException;

/** A file that is not of its format; the message begins with the place, such as {@code line 17}. */
public final class BadTransferException extends IOException {
    public BadTransferException(String place, String message) {
        super(place + ": " + message);
    }

    BadTransferException(String place, String message, Throwable cause) {
        super(place + ": " + message, cause);
    }
}
