package io.anabranch.simulator.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes an HTTP/1.1 connection, or resets an HTTP/2 stream, whose request does not arrive whole in time, however steadily it drips. Stands before the
 * codec.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the connection, and that is all there is to do
final class RequestDeadline extends ChannelInboundHandlerAdapter {
    private final long millis;
    private boolean begun;
    private @Nullable Future<?> timer;

    RequestDeadline(long millis) {
        this.millis = millis;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        begun = true;
        super.channelRead(context, bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (begun && timer == null) {
            timer = context.executor().schedule(() -> context.close(), millis, TimeUnit.MILLISECONDS);
        }
        super.channelReadComplete(context);
    }

    /** The request under way is whole. */
    void met() {
        begun = false;
        stop();
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        stop();
    }
}
