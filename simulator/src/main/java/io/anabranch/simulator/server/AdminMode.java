package io.anabranch.simulator.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where the admin API under {@code /_anabranch/} is answered: it moves time, breaks connections and deletes streams. */
public enum AdminMode {
    /** Where the port is bound to loopback. */
    ON_LOOPBACK,
    /** Wherever the port is reached. */
    ON,
    /** Nowhere. */
    OFF;

    boolean isOn(String host) throws UnknownHostException {
        return switch (this) {
            case ON_LOOPBACK -> InetAddress.getByName(host).isLoopbackAddress();
            case ON -> true;
            case OFF -> false;
        };
    }
}
