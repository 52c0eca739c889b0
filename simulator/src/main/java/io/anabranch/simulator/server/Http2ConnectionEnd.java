package io.anabranch.simulator.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.timeout.IdleStateEvent;

/** The end of an HTTP/2 connection's pipeline: closes the connection, in good order, when nobody waits for anything any more. */
@SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to be done
final class Http2ConnectionEnd extends ChannelInboundHandlerAdapter {
    private final Http2FrameCodec codec;

    Http2ConnectionEnd(Http2FrameCodec codec) {
        this.codec = codec;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean over = event == RequestHandler.DRAIN || event instanceof ChannelInputShutdownEvent;
        if (over || (event instanceof IdleStateEvent && isIdle(context))) {
            context.close();
        }
    }

    /** True if no client waits for an answer, having taken all there is of it. */
    private boolean isIdle(ChannelHandlerContext context) {
        return codec.connection().numActiveStreams() == 0 || RequestHandler.hasUnsent(context.channel()) || hasBlocked();
    }

    /** True if an answer waits for its client to open the window. */
    private boolean hasBlocked() {
        var flow = codec.connection().remote().flowController();
        try {
            return codec.connection().forEachActiveStream(stream -> !flow.hasFlowControlled(stream)) != null;
        } catch (Http2Exception e) {
            return true; // nothing in the visitor throws
        }
    }

    /** Who broke the rules of HTTP/2 is told which by the codec, in the GOAWAY before the end. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof Http2Exception)) context.close();
    }
}
