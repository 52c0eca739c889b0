package io.anabranch.simulator.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;

/**
 * Sets up each accepted connection: counted, sniffed, and then one of two HTTPs in front of the same handler of requests. Idle time is counted behind
 * the codec of each: what drips in and makes no frame or message whole (a TLS record, a header block, a frame) does not keep a connection open.
 */
final class ConnectionSetup extends ChannelInitializer<Channel> {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int WINDOW_BYTES = 1 << 20;
    private static final long CLOSE_MILLIS = 500;
    /** A peer that is gone without a word is found by the system within a minute and a half: a subscription may have nothing to send for longer. */
    private static final int PROBE_AFTER_SECONDS = 60;

    private static final int PROBE_EACH_SECONDS = 10;
    private static final int PROBES = 3;

    private final Port port;
    private final ChannelGroup open;
    private final ProtocolSniffer.Protocols protocols;
    private final TrafficCounter traffic;
    private final long idleMillis;
    private final AtomicInteger refused = new AtomicInteger();

    ConnectionSetup(Port port, ChannelGroup open, Supplier<CompletableFuture<SslContext>> tls) {
        this.port = port;
        this.open = open;
        this.traffic = new TrafficCounter(port.meters());
        this.idleMillis = port.settings().idleTimeout().toMillis();
        this.protocols =
                new ProtocolSniffer.Protocols(port.settings().tls() == TlsMode.ACCEPTED, tls, this::addHttp1, this::addHttp2, idleMillis);
    }

    @Override
    protected void initChannel(Channel channel) {
        if (open.size() >= port.settings().maxConnections()) {
            port.meters().connectionRefused();
            RefusedConnection.refuse(channel, refused);
            return;
        }
        open.add(channel);
        probe(channel);
        channel.pipeline().addLast(traffic, new ProtocolSniffer(protocols));
    }

    /** Where the system can. */
    private static void probe(Channel channel) {
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), PROBE_AFTER_SECONDS);
        channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), PROBE_EACH_SECONDS);
        channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES);
    }

    /** Counts what is whole, and what the client takes. */
    private IdleStateHandler idle() {
        return new IdleStateHandler(true, 0, 0, idleMillis, TimeUnit.MILLISECONDS);
    }

    private void addHttp1(ChannelPipeline pipeline) {
        var deadline = new RequestDeadline(idleMillis);
        var limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(port.settings().maxHeaderBytes())
                .setMaxHeaderSize(port.settings().maxHeaderBytes())
                .setMaxChunkSize(CHUNK_BYTES);
        pipeline.addLast(deadline, new HttpServerCodec(limits), idle(), new ChunkedWriteHandler(), new RequestHandler(port, deadline::met));
    }

    private void addHttp2(ChannelPipeline pipeline) {
        Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(new Http2Settings()
                        .maxConcurrentStreams(port.settings().maxStreams())
                        .maxHeaderListSize(port.settings().maxHeaderBytes())
                        .initialWindowSize(WINDOW_BYTES))
                .gracefulShutdownTimeoutMillis(CLOSE_MILLIS)
                .build();
        pipeline.addLast(codec, idle(), new Http2MultiplexHandler(new StreamSetup()), new Http2ConnectionEnd(codec));
    }

    /** One HTTP/2 stream is one request. */
    private final class StreamSetup extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel stream) {
            var deadline = new RequestDeadline(idleMillis);
            stream.pipeline()
                    .addLast(deadline, new RequestLineCheck(), new Http2StreamFrameToHttpObjectCodec(true), new ChunkedWriteHandler(),
                            new RequestHandler(port, deadline::met));
        }
    }
}
