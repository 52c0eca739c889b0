package io.anabranch.simulator.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells by the first bytes what a client speaks: a TLS handshake begins with 0x16, HTTP/2 with its preface, everything else is taken for
 * HTTP/1.1. Within TLS it looks once more, so HTTP/2 needs no ALPN.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the connection, and that is all there is to do
final class ProtocolSniffer extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(ProtocolSniffer.class);
    private static final int TLS_HANDSHAKE = 0x16;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Protocols protocols;
    private final boolean secure;
    private boolean waitingForCertificate;
    private @Nullable Future<?> deadline;

    /**
     * What follows once it is known.
     *
     * @param plainAllowed false where connections without TLS are closed
     * @param tls          called at the first TLS connection; the certificate may have to be made first
     * @param millis       a connection that has not shown what it speaks by then is closed
     */
    record Protocols(
            boolean plainAllowed,
            Supplier<CompletableFuture<SslContext>> tls,
            Consumer<ChannelPipeline> http1,
            Consumer<ChannelPipeline> http2,
            long millis) {}

    ProtocolSniffer(Protocols protocols) {
        this(protocols, false);
    }

    private ProtocolSniffer(Protocols protocols, boolean secure) {
        this.protocols = protocols;
        this.secure = secure;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> context.close(), protocols.millis, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        if (deadline != null) deadline.cancel(false);
    }

    static boolean isTls(ByteBuf first) {
        return first.getUnsignedByte(first.readerIndex()) == TLS_HANDSHAKE;
    }

    /** True if the bytes are the preface of HTTP/2 as far as they go. */
    static boolean mayBeHttp2(ByteBuf in) {
        int known = Math.min(in.readableBytes(), PREFACE.length);
        for (int i = 0; i < known; i++) {
            if (in.getByte(in.readerIndex() + i) != PREFACE[i]) return false;
        }
        return true;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (waitingForCertificate) {
            return;
        }
        if (!secure && isTls(in)) {
            waitingForCertificate = true;
            protocols.tls.get().whenComplete((tls, failure) -> context.executor().execute(() -> startTls(context, tls, failure)));
        } else if (!secure && !protocols.plainAllowed) {
            in.skipBytes(in.readableBytes());
            context.close();
        } else {
            chooseHttp(context, in);
        }
    }

    private void startTls(ChannelHandlerContext context, SslContext tls, Throwable failure) {
        if (failure != null) {
            LOG.error("no certificate, closing the connection", failure);
            context.close();
        } else if (!context.isRemoved()) {
            context.pipeline().addAfter(context.name(), "tls", tls.newHandler(context.alloc()));
            context.pipeline().addAfter("tls", "sniffer in tls", new ProtocolSniffer(protocols, true));
            context.pipeline().remove(this);
        }
    }

    private void chooseHttp(ChannelHandlerContext context, ByteBuf in) {
        if (!mayBeHttp2(in)) {
            protocols.http1.accept(context.pipeline());
            context.pipeline().remove(this);
        } else if (in.readableBytes() >= PREFACE.length) {
            protocols.http2.accept(context.pipeline());
            context.pipeline().remove(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event == RequestHandler.DRAIN || event instanceof ChannelInputShutdownEvent) {
            context.close();
        } else {
            super.userEventTriggered(context, event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection failed before it spoke HTTP, closing it", cause);
        context.close();
    }
}
