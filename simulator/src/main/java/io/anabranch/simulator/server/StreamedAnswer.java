package io.anabranch.simulator.server;

import io.anabranch.simulator.fault.LineFault;
import io.anabranch.simulator.operation.Body;
import io.anabranch.simulator.operation.EventStream;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event stream on its way to its client: a frame is asked for when the client has taken most of those before. Runs on the connection's event
 * loop, but for {@link #wake()} and {@link #end()}, which any thread may call.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails ends the connection, and that is all there is to do
final class StreamedAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(StreamedAnswer.class);
    /** While so many bytes wait for the client, no frame is asked for. */
    private static final int MAX_WAITING_BYTES = 64 << 10;

    private static final long LOOK_AGAIN_MILLIS = 20;
    private static final int CUT_FRAME = 2;

    private final ChannelHandlerContext context;
    private final EventStream events;
    private final Optional<LineFault> cut;
    private final AnswersUnderWay underWay;
    private final Consumer<ChannelFuture> whenOver;
    private final AtomicBoolean woken = new AtomicBoolean();
    private int waitingBytes;
    private int frames;
    private boolean over;

    /**
     * @param cut      in the middle of the frame after the first, which says no more than that the stream has begun
     * @param whenOver told when the last byte was handed to the connection
     */
    StreamedAnswer(
            ChannelHandlerContext context,
            EventStream events,
            Optional<LineFault> cut,
            AnswersUnderWay underWay,
            Consumer<ChannelFuture> whenOver) {
        this.cut = cut.filter(fault -> fault.kind() == LineFault.Kind.CUT);
        this.context = context;
        this.events = events;
        this.underWay = underWay;
        this.whenOver = whenOver;
    }

    void start(HttpResponse head) {
        context.write(head).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        events.onReady(this::wake);
        sendAll();
    }

    /** There may be a frame. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            onLoop(this::sendAll);
        }
    }

    /** Ends the stream in good order, in the middle of a subscription's life. */
    void end() {
        onLoop(this::finish);
    }

    private void onLoop(Runnable task) {
        try {
            context.executor().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server is closed, and its connections with it", e);
        }
    }

    /** The client is gone. */
    void release() {
        over = true;
        events.close();
    }

    private void sendAll() {
        woken.set(false);
        try {
            while (!over && waitingBytes < MAX_WAITING_BYTES && sendNext()) {
                // one more went out
            }
        } catch (RuntimeException e) {
            LOG.error("no frame was made, closing the connection", e);
            context.close();
        }
        context.flush();
        if (!over && events.isOver()) {
            finish();
        }
    }

    private boolean sendNext() {
        if (!underWay.hasRoom()) {
            context.executor().schedule(this::wake, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            return false;
        }
        Optional<Body> frame = events.next();
        frame.ifPresent(this::send);
        return frame.isPresent();
    }

    /** Every frame goes this way. */
    private void send(Body frame) {
        if (++frames == CUT_FRAME && cut.isPresent()) {
            cut(frame, cut.get().percent());
        } else {
            sendWhole(frame);
        }
    }

    private void cut(Body frame, int percent) {
        release();
        var part = Unpooled.wrappedBuffer(frame.bytes(), 0, BrokenLine.part(frame.length(), percent));
        context.write(new DefaultHttpContent(part)).addListener(done -> BrokenLine.end(context.channel()));
    }

    private void sendWhole(Body frame) {
        int length = frame.length();
        ChannelFuture written = context.write(new DefaultHttpContent(Unpooled.wrappedBuffer(frame.bytes(), 0, length)));
        waitingBytes += length;
        underWay.add(context.channel(), length, written);
        written.addListener(done -> taken(length, done.isSuccess()));
    }

    private void taken(int length, boolean success) {
        boolean full = waitingBytes >= MAX_WAITING_BYTES;
        waitingBytes -= length;
        if (!success) {
            context.close();
        } else if (full && waitingBytes < MAX_WAITING_BYTES) {
            wake();
        }
    }

    private void finish() {
        if (!over) {
            release();
            whenOver.accept(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
        }
    }
}
