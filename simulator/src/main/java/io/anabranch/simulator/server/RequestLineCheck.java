package io.anabranch.simulator.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;

/**
 * Resets an HTTP/2 stream whose method and path cannot be those of a request. The codec behind it would throw as well, but of a request without a
 * body it loses the buffer it has already taken for it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, and that is all there is to do
final class RequestLineCheck extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof Http2HeadersFrame frame && frame.isEndStream() && !isRequest(frame.headers())) {
            context.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.PROTOCOL_ERROR));
        } else {
            context.fireChannelRead(message);
        }
    }

    private static boolean isRequest(Http2Headers headers) {
        if (headers.method() == null) return headers.status() == null; // trailers have neither
        if (headers.path() == null) return false;
        try {
            new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.valueOf(headers.method().toString()), headers.path().toString());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
