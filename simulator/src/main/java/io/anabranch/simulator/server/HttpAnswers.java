package io.anabranch.simulator.server;

import io.anabranch.simulator.operation.Body;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers of the service as HTTP messages. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is all there is to do
final class HttpAnswers {
    private HttpAnswers() {}

    /** @param close true if the connection is closed behind it */
    static ChannelFuture write(ChannelHandlerContext context, ServiceAnswer answer, Exchange exchange, boolean close) {
        Optional<Supplier<Body>> pieces = answer.body().pieces();
        if (pieces.isEmpty()) {
            FullHttpResponse response = whole(answer, exchange.head());
            tellEnd(response, exchange, close);
            return context.writeAndFlush(response);
        }
        HttpResponse response = head(answer);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length());
        tellEnd(response, exchange, close);
        context.write(response);
        return context.writeAndFlush(new PiecedAnswer(pieces.get(), answer.body().length()));
    }

    /** @param head true to leave the body out */
    static FullHttpResponse whole(ServiceAnswer answer, boolean head) {
        Body body = answer.body().whole();
        ByteBuf content = head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body.bytes(), 0, body.length());
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), content);
        setHeaders(response, answer);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length());
        return response;
    }

    /** What comes before the frames of an event stream. */
    static HttpResponse beginning(ServiceAnswer answer, Exchange exchange) {
        HttpResponse response = head(answer);
        HttpUtil.setTransferEncodingChunked(response, exchange.chunked());
        tellEnd(response, exchange, !exchange.keepAlive());
        return response;
    }

    private static HttpResponse head(ServiceAnswer answer) {
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
        setHeaders(response, answer);
        return response;
    }

    private static void setHeaders(HttpResponse response, ServiceAnswer answer) {
        List<String> headers = answer.headers();
        for (int i = 0; i < headers.size(); i += 2) {
            response.headers().set(headers.get(i), headers.get(i + 1));
        }
    }

    /** A client of HTTP/1.0 that asked for its connection to be kept must be told that it is. */
    private static void tellEnd(HttpResponse response, Exchange exchange, boolean close) {
        if (close) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!exchange.chunked()) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
    }
}
