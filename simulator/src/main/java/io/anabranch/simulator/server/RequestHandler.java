package io.anabranch.simulator.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of one HTTP/1.1 connection, or of one HTTP/2 stream. They are answered one after the other in their order, so what a client
 * pipelines takes effect in that order too, and waits behind an event stream.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the connection, and that is all there is to do
final class RequestHandler extends ChannelInboundHandlerAdapter {
    /** Sent to every connection when the server closes: finish what is under way, then close. */
    static final Object DRAIN = new Object();

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    private final ExchangeQueue exchanges;
    private final RequestGathering gathering;

    /** @param requestWhole told whenever the last byte of a request came */
    RequestHandler(Port port, Runnable requestWhole) {
        ConnectionEnd end = new ConnectionEnd();
        this.exchanges = new ExchangeQueue(port, end);
        this.gathering = new RequestGathering(port, exchanges, end, requestWhole);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            gathering.take(context, message);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        gathering.paused(context);
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gathering.drop();
        exchanges.drop();
        context.fireChannelInactive();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        exchanges.answerNext(context);
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == DRAIN) {
            drain(context);
        } else if (event instanceof ChannelInputShutdownEvent) {
            clientSaidAll(context);
        } else if (event instanceof IdleStateEvent) {
            closeIfIdle(context);
        }
        context.fireUserEventTriggered(event);
    }

    private void drain(ChannelHandlerContext context) {
        exchanges.drain();
        if (exchanges.isIdle() && !gathering.isUnderWay()) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** What it asked for is answered. Who ends a subscription says no more than this either, so that is ended. */
    private void clientSaidAll(ChannelHandlerContext context) {
        gathering.drop();
        if (exchanges.isStreaming()) {
            context.close();
        } else {
            drain(context);
        }
    }

    /** Nothing moved for long: right while the client waits for an answer and has taken all there is of it. */
    private void closeIfIdle(ChannelHandlerContext context) {
        if (exchanges.isIdle() || hasUnsent(context.channel())) {
            context.close();
        }
    }

    /** True if the client does not take what is there for it. */
    static boolean hasUnsent(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent != null && !unsent.isEmpty();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection failed, closing it", cause);
        if (!(cause instanceof Http2Exception)) context.close(); // else the codec resets the stream, with the code of what is wrong
    }
}
