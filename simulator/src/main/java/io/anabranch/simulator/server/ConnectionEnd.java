package io.anabranch.simulator.server;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a connection ends behind its last answer. A client that was refused in the middle of its request may go on sending for a while: to close at once
 * would reset the connection under it, and it might never see the answer. On the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to be done
final class ConnectionEnd {
    private static final long LINGER_MILLIS = 2_000;

    private boolean begun;
    private boolean clientSends;
    private @Nullable ChannelFuture lastAnswer;

    /** True once nothing more is taken from the client. */
    boolean hasBegun() {
        return begun;
    }

    /**
     * A request is refused.
     *
     * @param clientSends true if the rest of it is still to come
     */
    void begin(boolean clientSends) {
        begun = true;
        this.clientSends = clientSends;
    }

    /** The client has said all of the request that was refused. */
    void clientIsDone() {
        clientSends = false;
        if (lastAnswer != null) lastAnswer.addListener(ChannelFutureListener.CLOSE);
    }

    void closeAfter(ChannelHandlerContext context, ChannelFuture written) {
        begun = true;
        if (clientSends) {
            lastAnswer = written;
            context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
