package io.anabranch.simulator.server;

import io.anabranch.simulator.admin.Router;
import io.anabranch.simulator.metrics.ServerMeters;
import io.anabranch.simulator.operation.KinesisService;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open port. Puts and reads run on the event loops, where an append is a write to the kernel's memory and its acknowledgement comes as a
 * stage; whatever waits for a disk runs on a few threads of its own. Thread-safe.
 */
public final class SimulatorServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SimulatorServer.class);
    private static final int BLOCKING_THREADS = 4;
    private static final int BACKLOG = 1024;
    private static final long DRAIN_MILLIS = 700;

    private final ServerSettings settings;
    private final EventLoopGroup loops;
    private final ExecutorService blocking;
    private final ChannelGroup open;
    private final StreamedAnswers streams;
    private final Channel listener;

    private SimulatorServer(
            ServerSettings settings,
            EventLoopGroup loops,
            ExecutorService blocking,
            ChannelGroup open,
            StreamedAnswers streams,
            Channel listener) {
        this.settings = settings;
        this.loops = loops;
        this.blocking = blocking;
        this.open = open;
        this.streams = streams;
        this.listener = listener;
    }

    /**
     * Binds and serves.
     *
     * @throws IOException if the port cannot be bound, or TLS is required and there is no certificate; nothing runs then
     */
    public static SimulatorServer start(Backend backend, ServerSettings settings) throws IOException {
        ExecutorService blocking = Executors.newFixedThreadPool(BLOCKING_THREADS, new DefaultThreadFactory("anabranch-control", true));
        EventLoopGroup loops = new NioEventLoopGroup(settings.ioThreads(), new DefaultThreadFactory("anabranch-io", true));
        try {
            ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
            LazyTls tls = new LazyTls(backend.certificateFolder(), settings.host(), blocking);
            if (settings.tls() == TlsMode.REQUIRED) tls.prepare();
            Port port = port(backend, settings, blocking);
            Channel listener = bind(settings, loops, new ConnectionSetup(port, open, tls));
            var server = new SimulatorServer(settings, loops, blocking, open, port.streams(), listener);
            LOG.info("serving endpoint={}", server.endpoint());
            return server;
        } catch (IOException | RuntimeException e) {
            stop(loops, blocking);
            throw e;
        }
    }

    private static Port port(Backend backend, ServerSettings settings, ExecutorService blocking) throws IOException {
        var service = new KinesisService(backend.streams(), backend.glue(), backend.faults(), blocking, backend.random());
        var router = new Router(backend.routes(), settings.admin().isOn(settings.host()), blocking);
        long quarter = Runtime.getRuntime().maxMemory() / 4;
        // Answers under way stand outside the heap, where as much may be used as inside.
        return new Port(
                settings,
                request -> answer(service, backend.meters(), router, request),
                new RequestMemory(Math.max(settings.maxBodyBytes(), quarter)),
                new AnswersUnderWay(quarter),
                new StreamedAnswers(),
                backend.meters());
    }

    private static CompletionStage<ServiceAnswer> answer(KinesisService service, ServerMeters meters, Router router, ServiceRequest request) {
        if (request.target().equals("/")) return call(service, meters, request); // nearly all are
        return HealthChecks.answer(request)
                .<CompletionStage<ServiceAnswer>>map(CompletableFuture::completedStage)
                .or(() -> router.answer(request))
                .orElseGet(() -> call(service, meters, request));
    }

    private static CompletionStage<ServiceAnswer> call(KinesisService service, ServerMeters meters, ServiceRequest request) {
        long begun = meters.now();
        return service.handle(request).whenComplete((answer, failure) ->
                meters.called(service.operationName(request), answer == null ? 500 : answer.status(), begun));
    }

    private static Channel bind(ServerSettings settings, EventLoopGroup loops, ConnectionSetup setup) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(1 << 10, 16 << 10, 256 << 10))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 << 10, 1 << 20))
                .childHandler(setup)
                .bind(settings.host(), settings.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on " + settings.host() + ":" + settings.port() + ": " + bound.cause().getMessage(), bound.cause());
        }
        return bound.channel();
    }

    /** Where it listens: {@code http://127.0.0.1:4567}, or {@code https://…} where plain is refused. */
    public URI endpoint() {
        String scheme = settings.tls() == TlsMode.REQUIRED ? "https" : "http";
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        return URI.create(scheme + "://" + host + ":" + port());
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** How many are open. */
    int connections() {
        return open.size();
    }

    /** Stops accepting, ends subscriptions, finishes requests under way for up to 0.7 s, closes all connections. Again: does nothing. */
    @Override
    public void close() {
        if (loops.isShuttingDown()) {
            return;
        }
        listener.close().awaitUninterruptibly(DRAIN_MILLIS);
        streams.end();
        open.forEach(channel -> channel.pipeline().fireUserEventTriggered(RequestHandler.DRAIN));
        open.newCloseFuture().awaitUninterruptibly(DRAIN_MILLIS);
        open.close().awaitUninterruptibly(DRAIN_MILLIS);
        stop(loops, blocking);
        LOG.info("stopped serving port={}", settings.port());
    }

    private static void stop(EventLoopGroup loops, ExecutorService blocking) {
        loops.shutdownGracefully(0, DRAIN_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(DRAIN_MILLIS);
        blocking.shutdown();
    }
}
