package io.anabranch.simulator.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.jspecify.annotations.Nullable;

/** Puts the requests of one connection together from their parts, within limits, and refuses those that break them. On the connection's event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is all there is to do
final class RequestGathering {
    private final Port port;
    private final ExchangeQueue exchanges;
    private final ConnectionEnd end;
    private final Runnable requestWhole;

    private @Nullable HttpRequest head;
    private @Nullable RequestBody body;
    private @Nullable Long arriving;

    /** @param requestWhole told whenever the last byte of a request came */
    RequestGathering(Port port, ExchangeQueue exchanges, ConnectionEnd end, Runnable requestWhole) {
        this.port = port;
        this.exchanges = exchanges;
        this.end = end;
        this.requestWhole = requestWhole;
    }

    boolean isUnderWay() {
        return head != null;
    }

    /** Takes a part of a request, which stays the caller's. */
    void take(ChannelHandlerContext context, Object part) {
        if (part instanceof HttpRequest request && !end.hasBegun()) {
            begin(context, request);
        }
        if (part instanceof HttpContent content && !end.hasBegun()) {
            add(context, content);
        }
        if (part instanceof LastHttpContent last && last.decoderResult().isSuccess()) {
            requestWhole.run();
            finish(context);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            refuse(context, statusOf(request.decoderResult().cause()), true);
            return;
        }
        head = request;
        RequestBody gathered = new RequestBody(announcedLength(request), port.settings().maxBodyBytes(), port.memory());
        body = gathered;
        boolean waits = HttpUtil.is100ContinueExpected(request);
        if (gathered.isTooLarge()) {
            refuse(context, 413, !waits);
        } else if (waits && exchanges.isIdle()) {
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

    private void add(ChannelHandlerContext context, HttpContent content) {
        RequestBody gathering = body;
        if (gathering == null || content.decoderResult().isFailure()) {
            refuse(context, 400, true);
            return;
        }
        switch (gathering.add(content.content())) {
            case TAKEN -> {}
            case TOO_LARGE -> refuse(context, 413, true);
            case NO_MEMORY -> refuse(context, 503, true);
        }
    }

    private void finish(ChannelHandlerContext context) {
        HttpRequest request = head;
        RequestBody gathered = body;
        head = null;
        body = null;
        noLongerArriving();
        if (end.hasBegun()) {
            end.clientIsDone();
        } else if (request != null && gathered != null) {
            exchanges.add(context, Exchange.of(request, gathered));
        }
    }

    /** Nothing more came for now: what is there of a body may have to make room for others. */
    void paused(ChannelHandlerContext context) {
        RequestBody gathering = body;
        if (gathering != null && arriving == null) {
            arriving = port.memory().arriving(gathering::heldBytes, () -> context.executor().execute(() -> giveUp(context, gathering)));
        }
    }

    /** There is no memory to wait for the rest. */
    @SuppressWarnings("ReferenceEquality") // it may be another body by now
    private void giveUp(ChannelHandlerContext context, RequestBody gathering) {
        if (body == gathering) {
            refuse(context, 503, true);
        }
    }

    /** Answers and closes; what the client still sends is read and dropped until then, so that it can see the answer. */
    private void refuse(ChannelHandlerContext context, int status, boolean clientSends) {
        end.begin(clientSends);
        drop();
        port.meters().refused(status);
        exchanges.add(context, Exchange.refused(status));
    }

    /** Forgets what is there of a request. */
    void drop() {
        noLongerArriving();
        if (body != null) {
            body.release();
            body = null;
        }
        head = null;
    }

    private void noLongerArriving() {
        if (arriving != null) {
            port.memory().arrived(arriving);
            arriving = null;
        }
    }
}
