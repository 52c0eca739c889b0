package io.anabranch.simulator.server;

import io.anabranch.simulator.fault.LineFault;
import io.anabranch.simulator.operation.EventStream;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whole requests of one connection, answered one after the other in their order. Nothing is read while requests wait or while the client does not take
 * its answers. On the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the connection, and that is all there is to do
final class ExchangeQueue {
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeQueue.class);
    private static final int MAX_WAITING = 32;
    private static final long MAX_WAITING_BYTES = 1 << 20;
    /** Bytes of an answer in pieces that wait for the client at a time, about. */
    private static final int MAX_HELD_OF_PIECES = 1 << 20;

    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Port port;
    private final ConnectionEnd end;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private @Nullable StreamedAnswer streaming;
    private boolean answering;
    private boolean running;
    private boolean draining;
    private boolean looksAgain;

    ExchangeQueue(Port port, ConnectionEnd end) {
        this.port = port;
        this.end = end;
    }

    void add(ChannelHandlerContext context, Exchange exchange) {
        waiting.add(exchange);
        answerNext(context);
    }

    /** True if no request is there. */
    boolean isIdle() {
        return !running && waiting.isEmpty();
    }

    /** True while a subscription is being pushed. */
    boolean isStreaming() {
        return streaming != null;
    }

    /** The answer to the last request that is there will be the connection's last. */
    void drain() {
        draining = true;
    }

    /** The connection is gone. */
    void drop() {
        stopStreaming();
        dropWaiting();
    }

    private void dropWaiting() {
        waiting.forEach(exchange -> exchange.over().run());
        waiting.clear();
    }

    /** Answers what can be answered now. */
    void answerNext(ChannelHandlerContext context) {
        if (!answering) {
            answering = true;
            while (!running && !waiting.isEmpty() && context.channel().isWritable() && hasRoom(context)) {
                answer(context, waiting.remove());
            }
            answering = false;
            context.channel().config().setAutoRead(end.hasBegun() || (mayRead() && context.channel().isWritable()));
        }
    }

    private boolean mayRead() {
        return waiting.isEmpty() || waiting.size() < MAX_WAITING && waiting.stream().mapToLong(exchange -> exchange.request().body().length).sum() < MAX_WAITING_BYTES;
    }

    /** Looks again a little later if there is none. */
    private boolean hasRoom(ChannelHandlerContext context) {
        boolean room = port.underWay().hasRoom();
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
        exchange.run(port.service()).whenComplete((answer, failure) -> {
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
        ChannelFuture written = HttpAnswers.write(context, answer, exchange, close);
        // Without memory for it, say: else the client would wait for ever.
        written.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        int held = Math.min(answer.body().length(), answer.body().pieces().isPresent() ? MAX_HELD_OF_PIECES : Integer.MAX_VALUE);
        port.underWay().add(context.channel(), held, written);
        if (close) {
            closeAfter(context, written);
        }
        answerNext(context);
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
        // Without chunks it is the end of the connection that tells the client the end of the stream.
        Exchange asked = exchange.chunked() ? exchange : exchange.asLast();
        StreamedAnswer started = new StreamedAnswer(context, events, answer.fault(), port.underWay(), written -> streamed(context, asked, written));
        streaming = started;
        port.streams().add(started);
        started.start(HttpAnswers.beginning(answer, asked));
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
            port.streams().remove(stopped);
            stopped.release();
        }
    }

    private void closeAfter(ChannelHandlerContext context, ChannelFuture written) {
        dropWaiting();
        end.closeAfter(context, written);
    }
}
