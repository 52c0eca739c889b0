package io.anabranch.lease.store;

/** State changes of one session. Called in order, on a thread of the store's; must not block. */
public interface SessionListener {
    /** The connection is gone or silent; requests in flight fail with an unknown outcome. The session may still live. */
    void suspended();

    /** Connected again, same session: its ephemeral nodes are still there. Watches may have been missed: read again. */
    void reconnected();

    /** The session is over; nothing more comes from it, and every request fails. Open a new one. */
    void expired();
}
