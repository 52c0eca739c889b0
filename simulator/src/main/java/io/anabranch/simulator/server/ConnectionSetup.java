package io.anabranch.simulator.server;

import io.anabranch.simulator.metrics.ServerMeters;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sets up each accepted connection: counted, timed, sniffed, and then one of two HTTPs in front of the same handler of requests. */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the connection, and that is all there is to do
final class ConnectionSetup extends ChannelInitializer<Channel> {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final int WINDOW_BYTES = 1 << 20;
    private static final long CLOSE_MILLIS = 500;

    private final ServerSettings settings;
    private final ChannelGroup open;
    private final Function<ServiceRequest, CompletionStage<ServiceAnswer>> service;
    private final ProtocolSniffer.Protocols protocols;
    private final RequestMemory memory;
    private final AnswersUnderWay underWay;
    private final StreamedAnswers streams;
    private final ServerMeters meters;
    private final TrafficCounter traffic;

    ConnectionSetup(
            ServerSettings settings,
            ChannelGroup open,
            Supplier<CompletableFuture<SslContext>> tls,
            Function<ServiceRequest, CompletionStage<ServiceAnswer>> service,
            RequestMemory memory,
            AnswersUnderWay underWay,
            StreamedAnswers streams,
            ServerMeters meters) {
        this.memory = memory;
        this.underWay = underWay;
        this.streams = streams;
        this.meters = meters;
        this.traffic = new TrafficCounter(meters);
        this.settings = settings;
        this.open = open;
        this.service = service;
        this.protocols =
                new ProtocolSniffer.Protocols(settings.tls() == TlsMode.ACCEPTED, tls, this::addHttp1, this::addHttp2);
    }

    @Override
    protected void initChannel(Channel channel) {
        if (open.size() >= settings.maxConnections()) {
            meters.connectionRefused();
            channel.close();
            return;
        }
        open.add(channel);
        channel.pipeline()
                .addLast(traffic)
                .addLast(new IdleStateHandler(0, 0, settings.idleTimeout().toMillis(), TimeUnit.MILLISECONDS))
                .addLast(new CloseIdle())
                .addLast(new ProtocolSniffer(protocols));
    }

    private void addHttp1(ChannelPipeline pipeline) {
        var deadline = new RequestDeadline(settings.idleTimeout().toMillis());
        var limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.maxHeaderBytes())
                .setMaxHeaderSize(settings.maxHeaderBytes())
                .setMaxChunkSize(CHUNK_BYTES);
        pipeline.addLast(deadline, new HttpServerCodec(limits), new ChunkedWriteHandler(), handler(deadline::met));
    }

    private RequestHandler handler(Runnable requestWhole) {
        return new RequestHandler(service, settings.maxBodyBytes(), requestWhole, memory, underWay, streams);
    }

    private void addHttp2(ChannelPipeline pipeline) {
        Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(new Http2Settings()
                        .maxConcurrentStreams(settings.maxStreams())
                        .maxHeaderListSize(settings.maxHeaderBytes())
                        .initialWindowSize(WINDOW_BYTES))
                .gracefulShutdownTimeoutMillis(CLOSE_MILLIS)
                .build();
        pipeline.addLast(codec, new Http2MultiplexHandler(new StreamSetup()), new CloseBroken());
    }

    /** One HTTP/2 stream is one request. */
    private final class StreamSetup extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel stream) {
            var deadline = new RequestDeadline(settings.idleTimeout().toMillis());
            stream.pipeline()
                    .addLast(deadline, new RequestLineCheck(), new Http2StreamFrameToHttpObjectCodec(true), new ChunkedWriteHandler(),
                            handler(deadline::met));
        }
    }

    private static final class CloseIdle extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof IdleStateEvent) {
                context.close();
            } else {
                super.userEventTriggered(context, event);
            }
        }
    }

    /** The end of an HTTP/2 connection's pipeline. */
    private static final class CloseBroken extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == RequestHandler.DRAIN) {
                context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
