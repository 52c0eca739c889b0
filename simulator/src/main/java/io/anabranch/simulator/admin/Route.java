package io.anabranch.simulator.admin;

import java.io.IOException;

/**
 * One thing that can be asked of the port besides the service's operations.
 *
 * @param guarded true if it is answered only where the admin API is on
 */
public record Route(String method, String path, boolean guarded, Action action) {
    static final String ADMIN = "/_anabranch/";

    /** Does it; may block. */
    @FunctionalInterface
    public interface Action {
        /**
         * Answers.
         *
         * @throws IllegalArgumentException with one line for the client, who is told 400
         */
        Reply answer(byte[] body) throws IOException;
    }

    /** A route of the admin API: {@code clock} is {@code /_anabranch/clock}. */
    public static Route admin(String method, String name, Action action) {
        return new Route(method, ADMIN + name, true, action);
    }

    /** A route for everybody, at its own path. */
    public static Route open(String method, String path, Action action) {
        return new Route(method, path, false, action);
    }
}
