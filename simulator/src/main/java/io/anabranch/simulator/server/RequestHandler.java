package io.anabranch.simulator.server;

import io.anabranch.simulator.fault.LineFault;
import io.anabranch.simulator.operation.Body;
import io.anabranch.simulator.operation.EventStream;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of one HTTP/1.1 connection, or of one HTTP/2 stream. They are answered one after the other in their order, so what a client
 * pipelines takes effect in that order too, and waits behind an event stream. Nothing is read while requests wait or while the client does not
 * take its answers.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the connection, and that is all there is to do
final class RequestHandler extends ChannelInboundHandlerAdapter {
    /** Sent to every connection when the server closes: finish what is under way, then close. */
    static final Object DRAIN = new Object();

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    private static final int MAX_WAITING = 32;
    private static final long MAX_WAITING_BYTES = 1 << 20;
    /** Bytes of an answer in pieces that wait for the client at a time, about. */
    private static final int MAX_HELD_OF_PIECES = 1 << 20;

    private static final long LOOK_AGAIN_MILLIS = 20;
    /** How long a refused client may go on sending. */
    private static final long LINGER_MILLIS = 2_000;

    private final Function<ServiceRequest, CompletionStage<ServiceAnswer>> service;
    private final int maxBodyBytes;
    private final Runnable requestWhole;
    private final RequestMemory memory;
    private final AnswersUnderWay underWay;
    private final StreamedAnswers streams;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();

    private @Nullable HttpRequest head;
    private @Nullable RequestBody body;
    private @Nullable Long arriving;
    private boolean discarding;
    private boolean wholeSeen;
    private @Nullable ChannelFuture lastAnswer;
    private @Nullable StreamedAnswer streaming;
    private boolean answering;
    private boolean running;
    private boolean draining;
    private boolean looksAgain;

    /** @param requestWhole told whenever the last byte of a request came */
    RequestHandler(
            Function<ServiceRequest, CompletionStage<ServiceAnswer>> service,
            int maxBodyBytes,
            Runnable requestWhole,
            RequestMemory memory,
            AnswersUnderWay underWay,
            StreamedAnswers streams) {
        this.memory = memory;
        this.underWay = underWay;
        this.streams = streams;
        this.service = service;
        this.maxBodyBytes = maxBodyBytes;
        this.requestWhole = requestWhole;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest request && !discarding) {
                begin(context, request);
            }
            if (message instanceof HttpContent content && !discarding) {
                take(context, content);
            }
            if (message instanceof LastHttpContent last && last.decoderResult().isSuccess()) {
                requestWhole.run();
                finish(context);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            refuse(context, statusOf(request.decoderResult().cause()));
            return;
        }
        head = request;
        RequestBody gathered = new RequestBody(announcedLength(request), maxBodyBytes, memory);
        body = gathered;
        if (gathered.isTooLarge()) {
            wholeSeen = HttpUtil.is100ContinueExpected(request); // it was told not to send the rest
            refuse(context, 413);
        } else if (HttpUtil.is100ContinueExpected(request) && !running) {
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
    }

    private static long announcedLength(HttpRequest request) {
        try {
            return HttpUtil.getContentLength(request, -1L);
        } catch (NumberFormatException e) {
            return -1; // HTTP/2 frames the body itself, so nothing rests on this header
        }
    }

    private static int statusOf(@Nullable Throwable cause) {
        return cause instanceof TooLongHttpHeaderException ? 431 : cause instanceof TooLongHttpLineException ? 414 : 400;
    }

    private void take(ChannelHandlerContext context, HttpContent content) {
        RequestBody gathering = body;
        if (gathering == null || content.decoderResult().isFailure()) {
            refuse(context, 400);
            return;
        }
        switch (gathering.add(content.content())) {
            case TAKEN -> {}
            case TOO_LARGE -> refuse(context, 413);
            case NO_MEMORY -> refuse(context, 503);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        RequestBody gathering = body;
        if (gathering != null && arriving == null) {
            arriving = memory.arriving(gathering::heldBytes, () -> context.executor().execute(() -> giveUp(context, gathering)));
        }
        context.fireChannelReadComplete();
    }

    /** There is no memory to wait for the rest. */
    @SuppressWarnings("ReferenceEquality") // it may be another body by now
    private void giveUp(ChannelHandlerContext context, RequestBody gathering) {
        if (body == gathering) {
            refuse(context, 503);
        }
    }

    private void noLongerArriving() {
        if (arriving != null) {
            memory.arrived(arriving);
            arriving = null;
        }
    }

    private void dropBody() {
        noLongerArriving();
        if (body != null) {
            body.release();
            body = null;
        }
        head = null;
    }

    private void dropWaiting() {
        waiting.forEach(exchange -> exchange.over().run());
        waiting.clear();
    }

    private void finish(ChannelHandlerContext context) {
        HttpRequest request = head;
        RequestBody gathered = body;
        head = null;
        body = null;
        noLongerArriving();
        if (!discarding && request != null && gathered != null) {
            waiting.add(Exchange.of(request, gathered));
            answerNext(context);
        } else if (discarding) {
            wholeSeen = true;
            if (lastAnswer != null) {
                lastAnswer.addListener(ChannelFutureListener.CLOSE);
            }
        }
    }

    /** Answers and closes; what the client still sends is read and dropped until then, so that it can see the answer. */
    private void refuse(ChannelHandlerContext context, int status) {
        discarding = true;
        dropBody();
        waiting.add(Exchange.refused(new ServiceAnswer(status, List.of(), new Body(new byte[0], 0))));
        answerNext(context);
    }

    private void answerNext(ChannelHandlerContext context) {
        if (!answering) {
            answering = true;
            while (!running && !waiting.isEmpty() && context.channel().isWritable() && hasRoom(context)) {
                answer(context, waiting.remove());
            }
            answering = false;
            context.channel().config().setAutoRead(discarding || (mayRead() && context.channel().isWritable()));
        }
    }

    private boolean mayRead() {
        return waiting.isEmpty() || waiting.size() < MAX_WAITING && waiting.stream().mapToLong(exchange -> exchange.request().body().length).sum() < MAX_WAITING_BYTES;
    }

    /** Looks again a little later if there is none. */
    private boolean hasRoom(ChannelHandlerContext context) {
        boolean room = underWay.hasRoom();
        if (!room && !looksAgain) {
            looksAgain = true;
            context.executor().schedule(() -> lookAgain(context), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
        return room;
    }

    private void lookAgain(ChannelHandlerContext context) {
        looksAgain = false;
        if (context.channel().isActive()) {
            answerNext(context);
        }
    }

    private void answer(ChannelHandlerContext context, Exchange exchange) {
        running = true;
        exchange.run(service).whenComplete((answer, failure) -> {
            if (context.executor().inEventLoop()) {
                answered(context, exchange, answer, failure);
            } else {
                context.executor().execute(() -> answered(context, exchange, answer, failure));
            }
        });
    }

    private void answered(ChannelHandlerContext context, Exchange exchange, @Nullable ServiceAnswer answer, @Nullable Throwable failure) {
        exchange.over().run();
        if (answer == null) {
            running = false;
            LOG.error("no answer was made, closing the connection", failure);
            context.close();
        } else if (answer.fault().isPresent()) {
            breakLine(context, exchange, answer, answer.fault().get());
        } else {
            send(context, exchange, answer);
        }
    }

    /** Requests behind this one are not answered any more. */
    private void breakLine(ChannelHandlerContext context, Exchange exchange, ServiceAnswer answer, LineFault fault) {
        if (fault.kind() == LineFault.Kind.GO_AWAY) {
            BrokenLine.goAway(context.channel());
            send(context, exchange.asLast(), answer);
        } else if (fault.kind() == LineFault.Kind.CUT && answer.body().events().isPresent()) {
            send(context, exchange, answer);
        } else {
            BrokenLine.instead(context, answer, fault);
        }
    }

    private void send(ChannelHandlerContext context, Exchange exchange, ServiceAnswer answer) {
        running = false;
        if (answer.body().events().isPresent()) {
            stream(context, exchange, answer, answer.body().events().get());
            return;
        }
        boolean close = isLast(exchange);
        ChannelFuture written = write(context, answer, exchange.head(), close);
        // Without memory for it, say: else the client would wait for ever.
        written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        int held = Math.min(answer.body().length(), answer.body().pieces().isPresent() ? MAX_HELD_OF_PIECES : Integer.MAX_VALUE);
        underWay.add(context.channel(), held, written);
        if (close) {
            closeAfter(context, written);
        }
        answerNext(context);
    }

    private static ChannelFuture write(ChannelHandlerContext context, ServiceAnswer answer, boolean head, boolean close) {
        Optional<Supplier<Body>> pieces = answer.body().pieces();
        if (pieces.isEmpty()) return context.writeAndFlush(HttpAnswers.whole(answer, head, close));
        context.write(HttpAnswers.beforePieces(answer, close));
        return context.writeAndFlush(new PiecedAnswer(pieces.get(), answer.body().length()));
    }

    /** True if the connection is closed behind this exchange. */
    private boolean isLast(Exchange exchange) {
        return !exchange.keepAlive() || (draining && waiting.isEmpty());
    }

    /** Requests behind this one wait until the stream is over. */
    private void stream(ChannelHandlerContext context, Exchange exchange, ServiceAnswer answer, EventStream events) {
        if (!context.channel().isActive()) {
            events.close();
            return;
        }
        running = true;
        StreamedAnswer started = new StreamedAnswer(context, events, answer.fault(), underWay, written -> streamed(context, exchange, written));
        streaming = started;
        streams.add(started);
        started.start(HttpAnswers.beginning(answer, !exchange.keepAlive()));
    }

    private void streamed(ChannelHandlerContext context, Exchange exchange, ChannelFuture written) {
        stopStreaming();
        running = false;
        if (isLast(exchange)) {
            closeAfter(context, written);
        }
        answerNext(context);
    }

    private void stopStreaming() {
        StreamedAnswer stopped = streaming;
        if (stopped != null) {
            streaming = null;
            streams.remove(stopped);
            stopped.release();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopStreaming();
        dropBody();
        dropWaiting();
        context.fireChannelInactive();
    }

    private void closeAfter(ChannelHandlerContext context, ChannelFuture written) {
        dropWaiting();
        if (discarding && !wholeSeen) {
            // Closing now would reset the connection under a client that still sends, and it might never see the answer.
            lastAnswer = written;
            context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            discarding = true;
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        answerNext(context);
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == DRAIN) {
            draining = true;
            if (!running && waiting.isEmpty() && head == null) {
                context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection failed, closing it", cause);
        context.close();
    }
}
