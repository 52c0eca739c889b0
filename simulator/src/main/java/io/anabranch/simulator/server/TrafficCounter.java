package io.anabranch.simulator.server;

import io.anabranch.simulator.metrics.ServerMeters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Counts connections and their bytes, as they go over the wire; first in every pipeline. */
@Sharable
final class TrafficCounter extends ChannelDuplexHandler {
    private final ServerMeters meters;

    TrafficCounter(ServerMeters meters) {
        this.meters = meters;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        meters.connectionOpened();
        super.channelActive(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        meters.connectionClosed();
        super.channelInactive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) meters.received(bytes.readableBytes());
        super.channelRead(context, message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof ByteBuf bytes) meters.sent(bytes.readableBytes());
        super.write(context, message, promise);
    }
}
