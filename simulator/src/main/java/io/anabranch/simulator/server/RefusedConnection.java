package io.anabranch.simulator.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection beyond the limit. It is told so by what its first bytes show it to understand, and closed once it has had the time to hear it: 503 in
 * HTTP/1.1, GOAWAY in HTTP/2. In TLS nothing can be said without a handshake, which costs more than is to be spent on it, so that is only closed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the connection, and that is all there is to do
final class RefusedConnection extends ChannelInboundHandlerAdapter {
    /** Further ones are closed at once. */
    private static final int MOST = 256;

    private static final long LINGER_MILLIS = 1_000;
    private static final byte[] UNAVAILABLE =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);
    /** Empty SETTINGS, then GOAWAY: no stream was looked at, ENHANCE_YOUR_CALM. */
    private static final byte[] GO_AWAY = {0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11};

    private boolean told;

    private RefusedConnection() {}

    /**
     * Refuses a connection that was just accepted.
     *
     * @param present how many of them the port has
     */
    static void refuse(Channel channel, AtomicInteger present) {
        if (present.incrementAndGet() > MOST) {
            channel.close();
        } else {
            channel.pipeline().addLast(new RefusedConnection());
            channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
        channel.closeFuture().addListener(closed -> present.decrementAndGet());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!told && message instanceof ByteBuf bytes && bytes.isReadable()) {
                told = true;
                tell(context, bytes);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** What the client still sends is dropped meanwhile: to close under it would reset the connection, and it might never see the answer. */
    private static void tell(ChannelHandlerContext context, ByteBuf first) {
        if (ProtocolSniffer.isTls(first)) {
            context.close();
            return;
        }
        byte[] answer = ProtocolSniffer.mayBeHttp2(first) && first.readableBytes() > 1 ? GO_AWAY : UNAVAILABLE;
        context.writeAndFlush(Unpooled.wrappedBuffer(answer)).addListener(done -> ((DuplexChannel) context.channel()).shutdownOutput());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
